"""保留: that nothing of a person is deleted for now."""
