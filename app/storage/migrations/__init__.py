"""Migrations: each file in `versions` stands alone and imports nothing from `app`."""
