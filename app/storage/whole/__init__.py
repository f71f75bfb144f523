"""データ一式: everything of an office in one sealed file of an open format, and back."""
