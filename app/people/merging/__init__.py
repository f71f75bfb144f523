"""同じ人の記録をまとめる: suspicion, two records side by side, one of them, and the way back."""
