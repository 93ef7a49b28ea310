"""Doors for machines and for what was written down without a network: the phone at a meeting's door."""
