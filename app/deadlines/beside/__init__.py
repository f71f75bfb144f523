"""What else 今日 says beside the days that are due."""
