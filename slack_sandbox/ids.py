"""Makes ids and timestamps that look like Slack's; the same seed gives the same ids."""

from __future__ import annotations

from random import Random

from slack_sandbox.clock import Clock

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


class Ids:
    """One per sandbox."""

    def __init__(self, rng: Random, clock: Clock) -> None:
        self._rng = rng
        self._clock = clock
        self._last_micros = 0

    def new(self, prefix: str, length: int = 10) -> str:
        """An id such as `C04N2Q7XK1P`."""
        return prefix + "0" + "".join(self._rng.choices(_ALPHABET, k=length - 1))

    def uuid(self) -> str:
        """A random UUID in its usual spelling, as envelopes and client messages carry it."""
        digits = f"{self._rng.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def secret(self, length: int = 32) -> str:
        """An opaque token for addresses."""
        return "".join(self._rng.choices(_ALPHABET, k=length))

    def block_id(self) -> str:
        """A block_id as Slack fills it in."""
        return self.secret(5)

    def ts(self) -> str:
        """The next message timestamp: seconds and microseconds, strictly rising."""
        self._last_micros = max(int(self._clock.now() * 1_000_000), self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"
