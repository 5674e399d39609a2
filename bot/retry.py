"""How long to wait before the next try: one pure rule for everything that is tried again."""

from __future__ import annotations

from dataclasses import dataclass


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
