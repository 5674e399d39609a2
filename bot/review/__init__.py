"""Step 6, review: the desk. Cards, clicks, forms, commands and App Home."""
