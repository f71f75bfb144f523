"""経費: the money of a 年度, what was paid, who works, and the forms in which it is typed."""
