"""Looking after an installation for years: what is kept how long, erasing, backups."""
