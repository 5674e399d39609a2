"""Migrations, oldest first in versions/; generated, then left alone."""
