"""様式: forms and where figures go on them, filled as .xlsx and PDF."""
