"""予定表: who does what when, by day, week and month."""
