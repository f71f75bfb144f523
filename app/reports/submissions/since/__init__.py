"""What became of the figures since they were handed in."""
