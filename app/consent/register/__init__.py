"""同意の登録: what a person agreed to, for whom, until when; and taking it back."""
