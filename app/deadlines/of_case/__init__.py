"""期限 of one case: due dates with reasons, what was settled, what a changed date would move."""
