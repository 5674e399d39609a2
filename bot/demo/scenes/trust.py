"""The scene of a kind of question that earns trust, loses it to a stale article, and wins it back."""

from __future__ import annotations

from bot.demo.scenes.act import Act
from bot.demo.scenes.desk import NOT_TRUSTED, REVIEWED
from bot.demo.scenes.scene import Scene, SceneFailed
from slack_sandbox.stage import buttons

INTENT = "general_question"
STALE, OLD, NEW = "where-your-data-is-stored", "Ohio", "Oregon"


async def earned_lost_and_won_back(act: Act) -> None:
    """Forty right answers earn it, one severe mistake ends it, and forty more earn it again."""
    if act.times_played:
        raise SceneFailed("an article that is not flagged yet", "this scene's is; start the demo again")
    await act.weeks_of_right_answers(INTENT)
    await _approved(act, "How fast does support answer on Business?", "8 business hours")
    note = await act.desk_note("has earned answers without review")
    act.check("overrule" in buttons(note), "a button to overrule", f"it has {buttons(note)}")

    asked = await act.say(act.customer(), "In which region do you store our data?")
    answer = await act.answer(asked, OLD, source=STALE)
    await act.decided(asked, "Tier 0")
    await act.card(asked, offers="accurate")  # the first answers are audited, all of them
    await act.settled()
    act.did("sam", "chooses “Flag this answer” from the answer's menu")
    outcome = await act.drive.message_shortcut("sam", "flag_answer", asked.channel, answer["ts"])
    act.check(outcome.ok, "the shortcut to work", outcome.error)
    wrong: dict[str, object] = {"verdict": "wrong", "cause": "article_outdated", "severe": "security"}
    await act.fill("sam", {**wrong, "correction": f"{NEW}, not {OLD}."}, "flags it: outdated, and about security")
    await act.ephemeral_to("sam", "is flagged")
    await act.desk_note("is back to drafts")
    card = await act.article_card(STALE)
    await act.press("sam", card, "article_edited", "presses Edited")
    form = await act.seen(act.stage.modal("sam"), "the article's text")
    text = next(b["element"]["initial_value"] for b in form["blocks"] if b["type"] == "input")
    await act.fill("sam", {"text": text.replace(OLD, NEW)}, f"writes {NEW} where the article said {OLD}")

    await act.weeks_of_right_answers(INTENT)
    await _approved(act, "What is your uptime?", "99.5", NOT_TRUSTED)
    await act.desk_note("has earned answers without review")
    again = await act.say(act.customer(), "Do you offer an uptime promise?")
    await act.answer(again, "99.5")
    await act.decided(again, "Tier 0")
    audit = await act.card(again, offers="accurate")
    await act.press("priya", audit, "accurate", "finds it accurate")
    act.count(again, posts=1, cards=1)


async def _approved(act: Act, question: str, said: str, *reasons: str) -> None:
    """One more right answer, of a draft that waited for a person."""
    asked = await act.say(act.customer(), question)
    card = await act.card(asked, said, offers="approve")
    await act.decided(asked, REVIEWED, *reasons)
    await act.read()
    await act.press("priya", card, "approve", "reads it and presses Approve")
    await act.answer(asked, said, "reviewed by Priya Nair")
    act.count(asked, posts=1, cards=1)


SCENES = (
    Scene(
        "Trust is earned, lost and won back",
        "forty right answers go before any that nobody reviews, and one severe mistake ends that",
        earned_lost_and_won_back,
    ),
)
