"""What was experienced with a 関係機関, without names of 対象者."""
