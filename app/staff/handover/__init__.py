"""担当の引継ぎ: cases that go from one worker to another, and that the other has read."""
