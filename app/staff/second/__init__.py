"""二人での確認: acts that one person asks for and another agrees to."""
