"""職員: everybody who uses the program here."""
