"""Ctrl+K: people, what was written, 関係機関 and commands, from one box and by keyboard alone."""
