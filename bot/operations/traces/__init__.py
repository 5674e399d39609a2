"""One trace a turn, from the envelope to Slack's ok, over OTLP; loaded only where an endpoint is set."""
