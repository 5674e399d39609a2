"""The adapter to Anthropic's Messages API: what goes out, what comes back, retries, breaker, spending, prices as data."""
