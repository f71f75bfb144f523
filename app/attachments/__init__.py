"""添付: files that belong to a record, kept in parts inside the office's own encrypted data."""
