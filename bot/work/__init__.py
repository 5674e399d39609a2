"""Work behind the listeners and around the steps: rows in, rows out, each piece safe to run again after a crash."""
