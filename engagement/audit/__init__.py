"""Who did what to which: append-only, hash-chained."""
