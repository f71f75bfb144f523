"""Due dates on the days of a calendar."""
