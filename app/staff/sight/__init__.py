"""What somebody of the staff may not see, and whether they are still who they were."""
