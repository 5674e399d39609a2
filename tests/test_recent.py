"""A map that forgets holds no more than it may, and what is used stays."""

from __future__ import annotations

from bot.domain.recent import Recent


def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    kept = Recent[str, int](2)
    kept["one"] = 1
    kept["two"] = 2
    assert kept.used("one") == 1
    kept["three"] = 3
    assert (list(kept), kept.used("two")) == (["one", "three"], None)


def test_no_way_of_filling_it_leads_past_its_size() -> None:
    kept = Recent[int, int](3)
    kept.update({number: number for number in range(10)})
    kept |= {number: number for number in range(10, 20)}
    for number in range(20, 30):
        kept.setdefault(number, number)
    assert len(kept) == 3
