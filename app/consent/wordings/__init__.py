"""文例 of the centre: 同意書, 目的, 撤回のお知らせ."""
