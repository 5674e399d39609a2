"""Slack, as the rest of the product sees it: a gateway for calls out, a socket for events in."""
