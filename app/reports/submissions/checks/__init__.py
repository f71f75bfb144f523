"""What is looked at before a report is handed in."""
