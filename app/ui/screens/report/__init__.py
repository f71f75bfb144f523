"""報告: one period, its figures, the cases behind them, and the file for the prefecture."""
