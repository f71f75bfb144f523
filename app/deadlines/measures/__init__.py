"""Ends of 更生緊急保護 measures, for the rules of time."""
