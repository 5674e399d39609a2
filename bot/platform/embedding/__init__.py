"""Embedding models and rerankers on fastembed, in threads of their own."""
