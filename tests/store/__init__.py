"""The store, on SQLite always and on PostgreSQL where one answers."""
