"""手引き: its pages as values, and as one PDF."""
