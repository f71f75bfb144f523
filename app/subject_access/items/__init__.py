"""項目: every record about a person, as it reads on screen."""
