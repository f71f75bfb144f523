"""保存期間: what is due, the periods, and lists of what is to be deleted."""
