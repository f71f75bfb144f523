"""Why nothing of a person may be deleted now."""
