"""帳票: what is printed about a person, as a plain model first and then as a PDF."""
