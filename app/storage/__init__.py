"""The data file: engine, keys, one transaction (Work), records."""
