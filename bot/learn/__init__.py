"""Step 7, learn: what verdicts on answers change."""
