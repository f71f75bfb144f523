"""支援経過: what was done for a person, when, how and for how long."""
