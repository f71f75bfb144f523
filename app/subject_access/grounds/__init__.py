"""不開示の根拠: the office's own list, with a proposed one to begin with."""
