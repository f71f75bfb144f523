"""練習用センター: a practice office with reproducible synthetic people.

Every person, facility of welfare, staff member and figure is invented; only public bodies (prisons,
courts, offices, municipalities) carry real names.
"""
