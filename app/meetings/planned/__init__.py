"""会議 as they stand in the calendar."""
