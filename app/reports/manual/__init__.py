"""手引き on paper."""
