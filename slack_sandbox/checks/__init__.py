"""Block Kit as Slack checks it: the limits as data, one walker over them, and entries for messages and views."""
