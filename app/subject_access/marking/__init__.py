"""判断: each item given, given in part, or withheld, and what is blackened in its text."""
