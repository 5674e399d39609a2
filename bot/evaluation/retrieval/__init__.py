"""`eval retrieval`: how well articles are found, beside baselines."""
