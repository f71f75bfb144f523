"""予定: what each member of staff does when; a planned contact becomes a recorded one."""
