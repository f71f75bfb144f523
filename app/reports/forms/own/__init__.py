"""登録した様式: a prefecture's own workbook, kept with the office's data so that every desk has it."""
