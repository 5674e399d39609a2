"""Step 1, listen: Slack events in, stored first; whose message it is, and which ticket and burst it joins."""
