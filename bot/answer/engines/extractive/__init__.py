"""The engine that needs no model: it quotes the articles word for word, or says that it cannot answer."""
