"""The adapter to Anthropic's Messages API: requests, replies, retries, breaker, spending, prices as data."""
