"""What writes answers: `extractive` quotes the articles, `claude` asks a language model."""
