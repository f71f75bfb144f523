"""ケース: the list on the left, the page of one case on the right."""
