"""Data sets in, figures out: what `eval` and `bench` run."""
