"""二人での確認 on screen."""
