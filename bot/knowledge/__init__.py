"""Articles in, passages out: load, chunk, index, and what has gone stale."""
