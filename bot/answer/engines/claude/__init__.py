"""The engine that writes with Claude, from passages and with citations."""
