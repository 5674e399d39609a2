"""Past conversations, as Slack, Zendesk and others export them, read as tickets that can be played."""
