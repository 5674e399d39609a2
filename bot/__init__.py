"""Earnest."""
