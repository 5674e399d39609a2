"""The invented history is the same for a seed, in words that do not come back, and its truth changes."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import Classification, Decision, Drafted, Generation, Grounding, Sentence, Tier
from bot.evaluation.learning.history import Asked, History, Topic, invent
from bot.evaluation.learning.replay import START
from bot.evaluation.learning.truth import right, told


def history(seed: int = 1) -> History:
    return invent(seed, 12, 150, START)


def known(made: History, topic: str, week: int) -> Asked:
    return next(one for one in made.weeks[week - 1] if one.topic is not None and one.topic.id == topic)


def saying(text: str) -> Decision:
    drafted = Drafted(Generation("extractive", (Sentence(text, ()),)), Grounding(()))
    return Decision(Tier.ANSWERED, (), Classification(()), "", "?", drafted=drafted)


def test_a_seed_gives_the_same_history_and_another_seed_another() -> None:
    assert history() == history()
    assert history(2) != history()


def test_weeks_follow_each_other_in_working_hours_of_monday_to_friday() -> None:
    times = [one.at for week in history().weeks for one in week]
    assert times == sorted(times)
    assert {at.weekday() for at in times} == {0, 1, 2, 3, 4}


def test_no_wording_of_a_topic_is_heard_in_more_than_three_weeks() -> None:
    heard: dict[str, set[int]] = {}
    topics: dict[str, Topic] = {}
    for week in history().weeks:
        for one in week:
            if one.topic is not None:
                topics[one.topic.id] = one.topic
                for ask in one.topic.asks:
                    if ask in one.text:
                        heard.setdefault(ask, set()).add(one.week)
    assert len(topics) > 30
    assert all(max(weeks) - min(weeks) < 3 for weeks in heard.values())


def test_what_was_right_before_a_change_is_wrong_from_its_week_on() -> None:
    made = history()
    old = saying("A reset link is valid for 30 minutes.")
    new = saying("A reset link is valid for 60 minutes.")
    before, after = known(made, "reset_link_dead", 4), known(made, "reset_link_dead", 5)
    assert (right(before, old, made.changes), right(before, new, made.changes)) == (True, False)
    assert (right(after, old, made.changes), right(after, new, made.changes)) == (False, True)
    assert after.topic is not None
    assert "60 minutes" in told(after.topic, 5, made.changes)
    assert "30 minutes" in told(after.topic, 4, made.changes)


def test_an_answer_to_what_is_for_people_alone_is_never_right() -> None:
    made = history()
    alone = next(one for one in made.weeks[0] if one.topic is None and one.ticket is None)
    assert not right(alone, saying("Anything at all."), made.changes)


def test_what_staff_write_on_a_topic_is_right_by_the_same_measure() -> None:
    made = history()
    for week in made.weeks:
        for one in week:
            if one.topic is not None:
                answer = told(one.topic, one.week, made.changes)
                assert right(replace(one), saying(answer), made.changes), (one.topic.id, answer)
