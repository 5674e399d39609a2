"""Earnest answers customers in Slack only with what the knowledge base supports.

A message goes through seven steps; each has a folder, and `flow.py` alone knows the order of the middle ones:

1. listen    listen/     whose message is it, is it for us, which question does it belong to
2. classify  classify/   what is it about, how urgent, how upset
3. retrieve  knowledge/  which passages of the articles could answer it
4. generate  answer/     an answer from those passages alone, every sentence checked
5. route     route/      the tier, with every reason that made it
6. review    review/     what people decide on the desk card
7. learn     learn/      what flags, votes and corrections change

`outbox/` is how anything leaves; the rooms beside serve every step.
"""
