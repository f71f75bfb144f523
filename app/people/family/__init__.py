"""関係者: family, guardians, who may be called; and where the person can be reached."""
