"""データの消去: the end of an office on this PC, with a certificate."""
