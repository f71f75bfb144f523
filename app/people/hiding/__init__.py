"""What names people, and how it is hidden while others look at the screen."""
