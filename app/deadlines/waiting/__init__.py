"""返事を待っているもの: applications without a decision, candidates without an answer."""
