"""Step 2, classify: rules, signals, the local classifier and, where it is unsure, a small model."""
