"""People who use the program: roles and permissions."""
