"""Our own forms as data: one layout says what the workbook and the PDF of a form look like."""
