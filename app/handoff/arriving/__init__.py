"""文を受け取る: what comes in is kept and receipted; a case changes only when somebody accepts it."""
