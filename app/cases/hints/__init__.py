"""What a case page says without being asked: what still lasts, what 少年院 cases usually have."""
