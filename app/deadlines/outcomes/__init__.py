"""Due dates that are over: when the records say that they were met."""
