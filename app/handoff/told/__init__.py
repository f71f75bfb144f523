"""紙と電話: what an office without the program says, written down here as its letters."""
