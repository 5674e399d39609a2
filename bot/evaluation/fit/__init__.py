"""Measures anew the constants that other modules hold."""
