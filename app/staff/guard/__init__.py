"""席の守り: after how long an untouched desk locks itself, and whether its screen may be captured."""
