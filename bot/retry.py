"""How long to wait before the next try: one pure rule for everything that is tried again, and the waits of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits in seconds after the first, second, … failed try; the last one repeats. `at_most_s` bounds what a server
    may ask for, where waiting longer serves nobody."""

    waits_s: tuple[float, ...]
    at_most_s: float | None = None

    def delay_s(self, failures: int, retry_after_s: float | None = None, jitter: float = 1.0) -> float:
        """Seconds until the next try after so many failed ones (0 counts as 1). A server's own word comes first.

        `jitter`, 0 to 1, is drawn by the caller; our own waits last three quarters of their time and as much of the
        last quarter, so that several who failed together do not return together."""
        if retry_after_s is not None:
            return retry_after_s if self.at_most_s is None else min(retry_after_s, self.at_most_s)
        wait = self.waits_s[min(max(failures, 1), len(self.waits_s)) - 1]
        return wait * (0.75 + 0.25 * jitter)


# What only a newer version knows is left to it in a deploy, in which an older one works beside it, and for no longer.
LEFT_TO_NEWER = timedelta(minutes=10)
# Slack may be away for minutes while whoever starts the bot watches: soon at first, and never seldom.
SIGN_IN = Backoff((0.5, 1.0, 2.0, 5.0, 10.0, 15.0))
# What was missed is read channel by channel, and one holds up the next: given up after a quarter of a minute.
CATCH_UP = Backoff((0.5, 1.0, 2.0, 4.0, 8.0))
# What is not shown even then is read some time later, with nobody kept waiting: Slack may be away for an hour.
CATCH_UP_AGAIN = Backoff((5.0, 15.0, 60.0, 300.0))
# A stored event waits for what it needs, the database or Slack, through an outage of most of an hour.
INBOX = Backoff((1.0, 2.0, 5.0, 15.0, 60.0))
# A person waits for each post, so a hiccup costs half a second; after an outage they go within a minute.
POSTS = Backoff((0.5, 1.0, 2.0, 5.0, 15.0, 30.0, 60.0))
# A loop that failed as a whole has other work that waits: it looks again every five seconds at least.
LOOPS = Backoff((0.2, 1.0, 5.0))
# A turn has one deadline for all its calls of a model, so the tries of one call must leave it most of its time.
MODEL_CALLS = Backoff((0.5, 1.0))
