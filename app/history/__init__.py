"""What was done: a keyed chain of entries."""
