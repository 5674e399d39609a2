"""Tables, queries and migrations: what must survive a crash."""
