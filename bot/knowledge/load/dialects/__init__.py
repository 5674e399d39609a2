"""The ways in which documentation is written, one file an idea; `common` runs them in order."""
