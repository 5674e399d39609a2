"""Scenes in which Earnest answers by itself, and those in which it rightly says nothing."""

from __future__ import annotations

from bot.demo.scenes.act import Act
from bot.demo.scenes.scene import Scene

TRUSTED = "Tier 0, answered"
LIMIT_QUESTION = "How many API requests a minute are we allowed?"


async def trusted_question(act: Act) -> None:
    """Trusted, confident, supported, fresh, calm: an answer in the thread."""
    dana = act.customer()
    asked = await act.say(dana, "How do I reset my password?")
    await act.answer(asked, "Forgot password?", "Answered by Earnest (AI)", source="accounts-and-access/reset-your")
    await act.eyes(asked)
    await act.decided(asked, TRUSTED)
    act.count(asked, posts=1, cards=0)


async def burst(act: Act) -> None:
    """Three messages, one question, one answer under the first."""
    omar = act.customer()
    first = await act.say(omar, "hi there")
    second = await act.say(omar, "quick one about exports")
    third = await act.say(omar, "How do I export work orders to CSV?")
    await act.answer(first, "Export > CSV", source="export-work-orders-to-csv")
    await act.decided(first, TRUSTED)
    await act.settled()
    act.count(first, posts=1, cards=0)
    for later in (second, third):
        act.count(later, posts=0, cards=0)


async def thanks(act: Act) -> None:
    """Nobody needs a reply to a thank-you."""
    said = await act.say(act.customer(), "thank you so much, that worked!")
    await act.nothing_for(said)
    await act.decided(said, "Not a request")


async def follow_up(act: Act) -> None:
    """“And per day?” is a question in its thread, and none without it."""
    rosa = act.customer()
    asked = await act.say(rosa, "How many API requests a minute are we allowed?")
    await act.answer(asked, "Business 600")
    follow = await act.say(rosa, "and per day?", thread=asked)
    card = await act.card(follow, "and per day?", offers="approve")  # of an article quoted before: people look first
    await act.press("priya", card, "approve", "presses Approve")
    await act.answer(asked, "100,000 requests a day", number=2)
    act.count(asked, posts=2, cards=1)
    stranger = await act.say(act.customer(), "and per day?")
    await act.card(stranger, "and per day?")
    await act.notice(stranger, "a person")
    act.count(stranger, posts=1, cards=1)


async def two_plans(act: Act) -> None:
    """The same words from two companies: each reads the figures of its own plan."""
    here = await act.say(act.customer("acme"), LIMIT_QUESTION)
    await act.answer(here, "Business 600", source="api-rate-limits-business", lacks=("Starter",))
    there = await act.say(act.customer("globex"), LIMIT_QUESTION)
    await act.answer(there, "Starter 60", source="api-rate-limits-starter", lacks=("600", "Business"))
    await act.decided(there, TRUSTED)
    for asked in (here, there):
        act.count(asked, posts=1, cards=0)


async def live_facts(act: Act) -> None:
    """No article knows how an export stands: a tool looks, for the asker's own account and no other."""
    for company, own, foreign in (("acme", "EX-2041", "EX-2044"), ("globex", "EX-2044", "EX-2041")):
        asked = await act.say(act.customer(company), "Is my export stuck?")
        card = await act.card(asked, own, "Export status (looked up just now)")
        act.check(foreign not in str(card), "nothing of another customer's", f"the card holds {foreign}")
        act.count(asked, posts=0, cards=1)


SCENES = (
    Scene("A trusted question", "one answer with its source, nothing on the desk", trusted_question),
    Scene("A burst of three messages", "one answer, under the first message", burst),
    Scene("Thanks", "nothing at all", thanks),
    Scene(
        "A follow-up",
        "understood from the thread's history, and looked at; the same words alone go to people",
        follow_up,
    ),
    Scene("The same question from two plans", "two answers with two figures", two_plans),
    Scene("Is my export stuck?", "a look at the asker's own account, as a draft to review", live_facts),
)
