"""根拠: the cases behind a report's figures for the office, nothing of them for the 都道府県."""
