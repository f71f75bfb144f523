"""文を運ぶ: files that go to and fro, one by one or through a folder that two offices share."""
