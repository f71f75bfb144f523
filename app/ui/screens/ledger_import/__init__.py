"""台帳取込: from a file to cases in four steps, and back."""
