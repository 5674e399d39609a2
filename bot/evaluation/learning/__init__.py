"""Replays twelve weeks of an invented company's support, with and without what is learned from its people."""
