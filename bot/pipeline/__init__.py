"""The seven steps, one file each; `flow` runs them in order and `ports` says what they need from outside."""
