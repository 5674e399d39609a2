"""Slack in: parse, store, acknowledge. No rule lives here."""
