"""A list with names: for a stated purpose, under a 合言葉, to others only with a legal basis."""
