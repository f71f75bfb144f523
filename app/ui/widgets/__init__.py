"""The parts every screen is made of; they take plain values and send signals."""
