"""The local intent classifier: embeddings and hashed n-grams, a linear head, nearest examples, honest confidence."""
