"""削除の案: what one person would delete, and the deletion on a second person's word."""
