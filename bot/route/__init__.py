"""Step 5, route: the tier of a request, with every reason that made it."""
