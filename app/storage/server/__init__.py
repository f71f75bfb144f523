"""The office on a PostgreSQL server: engine, faults, roles, making and opening."""
