"""構成員 and guests of a 会議: organisations with whoever comes for them, and the own staff."""
