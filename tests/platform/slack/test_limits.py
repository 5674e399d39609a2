"""Slack's rate limits: who was refused for haste makes the others wait in turn."""

from __future__ import annotations

import pytest

from bot.errors import TransientError
from bot.platform.slack.limits import RateGate


async def refused() -> None:
    raise TransientError("slow down", retry_after_s=6.0)


async def test_after_a_refusal_for_haste_all_who_call_the_method_wait_in_turn() -> None:
    gate = RateGate(lambda: 0.0)
    assert gate.free("conversations.replies")
    with pytest.raises(TransientError):
        await gate.in_turn("conversations.replies", refused)
    assert not gate.free("conversations.replies")
    assert gate.free("conversations.history")
    waits = [gate.reserve("tier3:conversations.replies", per_s=50 / 60, burst=20) for _ in range(3)]
    assert waits == pytest.approx([7.2, 8.4, 9.6])
