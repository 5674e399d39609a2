"""Scenes in which a question changes or goes while a draft waits."""

from __future__ import annotations

from bot.demo.scenes.act import Act
from bot.demo.scenes.scene import Scene

DRAFTED = "How do I pay by bank transfer?"


async def edited_question(act: Act) -> None:
    """It is answered as it now stands."""
    kenji = act.customer("globex")
    asked = await act.say(kenji, DRAFTED)
    await act.card(asked, offers="approve")
    await act.pause()
    act.told(kenji, "edits the message: How do I reset my password?")
    await act.drive.edit(kenji.id, kenji.channel, asked.ts, "How do I reset my password?")
    await act.answer(asked, "Forgot password?")
    await act.card(asked, "Replaced: the question changed")
    act.count(asked, posts=1, cards=1)


async def deleted_question(act: Act) -> None:
    """It takes its draft with it, also for a click that comes too late."""
    rosa = act.customer()
    asked = await act.say(rosa, DRAFTED)
    card = await act.card(asked, offers="approve")
    await act.pause()
    act.told(rosa, "deletes the message")
    await act.drive.delete(rosa.id, rosa.channel, asked.ts)
    await act.card(asked, "Cancelled")
    act.did("sam", "presses Approve on the card as it still stands on his screen")
    outcome = await act.drive.click("sam", act.stage.desk, card["ts"], "approve", seen=card)
    act.check(outcome.ok, "Slack to show no failure", outcome.error)
    await act.ephemeral_to("sam", "Already cancelled")
    await act.settled()
    act.count(asked, posts=0, cards=1)


SCENES = (
    Scene("A question is edited", "the draft is replaced, the question answered as it now stands", edited_question),
    Scene("A question is deleted", "the draft is cancelled and cannot be sent any more", deleted_question),
)
