"""やりとり: what the letters of one exchange come to; computed from the set of them, never kept (pure)."""
