"""Dates as the office writes and counts them: 和暦, partial dates, 年度, holidays, ages."""
