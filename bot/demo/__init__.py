"""The demo: the product in a sandboxed Slack, told as a story."""
