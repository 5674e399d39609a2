"""Generic intents, one file each: examples in customers' words and rules, of no company's vocabulary."""
