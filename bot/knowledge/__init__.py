"""Step 3, retrieve: articles are loaded, cut into passages, indexed and searched; stale ones and conflicts are told."""
