"""Earnest answers customers in Slack only with what the knowledge base supports.

A message goes through seven steps, one file each in `bot/pipeline/`:

1. listen    whose message is it, is it for us, which question does it belong to
2. classify  what is it about, how urgent, how upset
3. retrieve  which passages of the knowledge base could answer it
4. generate  an answer from those passages alone, every sentence checked (`ground`)
5. route     the tier, with every reason that made it
6. review    what people decide on the desk card
7. learn     what flags, votes and corrections change
"""
