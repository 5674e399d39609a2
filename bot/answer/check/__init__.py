"""The check between generation and posting: what a sentence states must stand in the passages that it cites."""
