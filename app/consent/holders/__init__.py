"""Who holds what about a person."""
