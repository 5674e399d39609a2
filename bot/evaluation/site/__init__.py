"""How the product does on a site that it has never seen: questions, with the sentences that answer them."""
