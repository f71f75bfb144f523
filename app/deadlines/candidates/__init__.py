"""The cases of the whole office that may have a due date in sight."""
