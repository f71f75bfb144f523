"""控え in the window: made by themselves, shown at its foot, reminded of on 今日."""
