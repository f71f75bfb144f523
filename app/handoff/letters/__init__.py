"""文: what offices write to each other; the signed header that stays and the body that can be dropped (pure)."""
