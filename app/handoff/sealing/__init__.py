"""Sealing: keys of an office, the sealed letter, and the card that makes a partner known (pure)."""
