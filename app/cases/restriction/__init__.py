"""担当限定: a person's cases that only named staff (and センター長) may see."""
