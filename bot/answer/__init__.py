"""Step 4, answer: an engine writes from the passages alone, and every sentence is checked before anyone sees it."""
