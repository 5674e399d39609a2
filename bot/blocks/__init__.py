"""Slack out: pure Block Kit builders, one file a surface."""
