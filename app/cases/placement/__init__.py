"""帰住先調整: who was asked to take the person, who was chosen, and the day of release."""
