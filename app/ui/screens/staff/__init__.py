"""職員: who uses the program here, what the roles may do, and cases that go to a colleague."""
