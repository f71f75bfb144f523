"""課題: own tasks, about a case or about none."""
