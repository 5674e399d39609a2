"""Text analysis that several steps share: sentences, words, amounts, contradictions, similarity."""
