"""Which 対象者 are connected with a 関係機関."""
