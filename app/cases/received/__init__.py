"""届いた書類: plans, progress and answers that came to a 保護観察所."""
