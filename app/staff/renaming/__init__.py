"""改姓など: another name for somebody of the staff, and for them as 担当者."""
