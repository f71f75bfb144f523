"""同意 that run out, as days the rules look at."""
