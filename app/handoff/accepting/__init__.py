"""受け取った文を記録に入れる: seen first, then accepted; nothing changes by itself."""
