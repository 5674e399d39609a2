"""The bot seen from outside: health, metrics, logs and traces. Never a customer's words, never a secret."""
