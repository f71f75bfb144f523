"""What people wrote down: finding a passage of it again."""
