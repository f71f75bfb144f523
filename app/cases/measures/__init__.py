"""更生緊急保護の措置: what is given, by whom, from when to when."""
