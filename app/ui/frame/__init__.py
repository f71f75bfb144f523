"""The frame of the main window: places, top bar, pages and status; knows nothing of the work."""
