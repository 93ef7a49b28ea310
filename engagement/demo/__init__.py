"""A believable force to click through; deterministic."""
