"""医療・緊急時: what somebody called at night must know."""
