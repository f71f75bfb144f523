"""保存期間と削除: how long records are kept, 保留, and deleting what is due on two persons' word."""
