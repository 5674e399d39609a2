"""The only importers of third-party clients; each maps its client's errors to ours in one function."""
