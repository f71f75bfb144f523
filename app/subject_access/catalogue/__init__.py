"""What of the data is about a person: every table and column, or the reason why it is not."""
