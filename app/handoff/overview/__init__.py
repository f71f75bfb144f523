"""What the screen shows of exchanges: the list, and one with both sides' view."""
