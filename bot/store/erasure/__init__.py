"""Taking words and names out of the tables, leaving counts: for retention, and for people who ask."""
