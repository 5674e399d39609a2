"""Scenes that go to people: at once, or because nothing supports an answer."""

from __future__ import annotations

from bot.demo.scenes.act import Act
from bot.demo.scenes.scene import Scene
from slack_sandbox.stage import buttons

HANDED_OVER = "Tier 3, handed over"
FOR_A_PERSON = "Tier 2, for a person"


async def refund(act: Act) -> None:
    """Money back is never discussed by a machine."""
    asked = await act.say(act.customer(), "I want a refund for last month, we were charged twice")
    card = await act.card(asked, "billing", "Priya Nair")
    act.check("approve" not in buttons(card), "a card without a draft to approve", f"it offers {buttons(card)}")
    await act.pointer(asked, "team-billing")
    await act.notice(asked, "billing team", "We are at work now")
    await act.decided(asked, HANDED_OVER, "refund_request")
    act.count(asked, posts=1, cards=1)


async def missing_feature(act: Act) -> None:
    """The product has no such view, so there is nothing to quote, and nothing is made up."""
    asked = await act.say(act.customer("globex"), "Does Lumio have a Gantt chart view?")
    card = await act.card(asked, "Gantt", offers="take")
    act.check("approve" not in buttons(card), "a card without a draft to approve", f"it offers {buttons(card)}")
    await act.notice(asked, "support team", "a person")
    await act.decided(asked, FOR_A_PERSON)
    act.count(asked, posts=1, cards=1)


async def wants_a_person(act: Act) -> None:
    """Asking for a person is enough."""
    asked = await act.say(act.customer(), "Let me talk to a person, please")
    await act.card(asked, "human_request")
    await act.notice(asked, "a person")
    await act.decided(asked, HANDED_OVER)
    act.count(asked, posts=1, cards=1)


async def presses_for_a_person(act: Act) -> None:
    """The button under every answer; the desk gets the question with the answer that did not do."""
    alice = act.customer("globex")
    asked = await act.say(alice, "How do I add a custom field?")
    answer = await act.answer(asked, "Custom fields", source="add-custom-fields")
    await act.pause()
    act.told(alice, "presses Talk to a person")
    outcome = await act.drive.click(alice.id, alice.channel, answer["ts"], "talk_to_person")
    act.check(outcome.ok, "the button to work", outcome.error)
    await act.card(asked, "How do I add a custom field?", "The customer asked for a person")
    await act.notice(asked, "has been told")
    act.count(asked, posts=2, cards=1)


SCENES = (
    Scene("A refund", "straight to the billing team, before anything is written", refund),
    Scene("A feature that does not exist", "a card, and a notice that says who will answer", missing_feature),
    Scene("“Let me talk to a person”", "a person is told at once", wants_a_person),
    Scene("The button “Talk to a person”", "the desk gets the question and the answer it had", presses_for_a_person),
)
