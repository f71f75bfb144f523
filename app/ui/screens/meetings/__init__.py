"""The place 会議: the list on the left, one meeting on the right."""
