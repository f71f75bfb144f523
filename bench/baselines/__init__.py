"""Other ways to the same rows, to measure ours against."""
