"""The encrypted file on this PC: driver, engine, header, faults, backup, lock."""
