"""Scenes in which the support desk decides on a draft."""

from __future__ import annotations

from bot.demo.scenes.act import Act
from bot.demo.scenes.scene import Scene

REVIEWED = "Tier 1, to be reviewed"
NOT_TRUSTED = "not yet earned unreviewed answers"


async def approved(act: Act) -> None:
    """The customer sees nothing but eyes until a person lets the draft go."""
    asked = await act.say(act.customer(), "Where do I find our invoices?")
    card = await act.card(asked, "Settings > Billing > Invoices", offers="approve")
    await act.eyes(asked)
    act.count(asked, posts=0, cards=1)
    await act.decided(asked, REVIEWED, NOT_TRUSTED)
    await act.press("priya", card, "approve", "presses Approve")
    await act.answer(asked, "Settings > Billing > Invoices", "reviewed by Priya Nair", source="find-your-invoices")
    await act.card(asked, "Approved")
    act.count(asked, posts=1, cards=1)


async def edited(act: Act) -> None:
    """What the person wrote is what the customer reads."""
    asked = await act.say(act.customer(), "How do I switch to annual billing?")
    card = await act.card(asked, offers="edit")
    await act.decided(asked, REVIEWED)
    await act.press("priya", card, "edit", "presses Edit")
    text = "The Owner opens *Settings > Billing > Plan* and selects Pay annually. I have put a credit aside for you."
    await act.fill("priya", {"text": text}, f"writes: {text}")
    await act.answer(asked, "I have put a credit aside for you.", "Written by Priya Nair", lacks=("1. ",))
    await act.card(asked, "Edited")
    act.count(asked, posts=1, cards=1)


async def reassigned(act: Act) -> None:
    """The card changes hands, and so do the people who are told."""
    asked = await act.say(act.customer(), "How do I scan a barcode with the mobile app?")
    card = await act.card(asked, "support", offers="reassign")
    await act.decided(asked, REVIEWED)
    await act.press("sam", card, "reassign", "presses Reassign")
    tom = act.world.user("tom").id
    await act.fill("sam", {"team": "engineering", "owner": tom}, "gives it to engineering, owner Tom Becker")
    card = await act.card(asked, "engineering", "owner: Tom Becker", "Reassigned", offers="approve")
    await act.team_card(asked, "team-engineering")
    act.count(asked, posts=0, cards=1)
    await act.press("tom", card, "approve", "presses Approve")
    await act.answer(asked, "tap the scan icon", "reviewed by Tom Becker")
    act.count(asked, posts=1, cards=1)


async def stale(act: Act) -> None:
    """A trusted kind of question, but its article has not been looked at for months."""
    asked = await act.say(act.customer(), "How do I merge duplicate work orders?")
    card = await act.card(asked, offers="decline")
    await act.decided(asked, REVIEWED, "A source has not been reviewed lately")
    act.count(asked, posts=0, cards=1)
    await act.press("sam", card, "decline", "presses Decline")
    await act.fill("sam", {"reason": "the article is being rewritten"}, "says why: the article is being rewritten")
    await act.notice(asked, "support team", "a person")
    await act.card(asked, "Declined", "the article is being rewritten")
    act.count(asked, posts=1, cards=1)


async def staff_reply(act: Act) -> None:
    """A colleague answers in the thread: Earnest is silent there from then on."""
    rosa = act.customer()
    asked = await act.say(rosa, "What happens when a payment fails?")
    await act.card(asked, offers="approve")
    await act.pause()
    reply = "I am looking at your payment right now."
    act.did("nora", f"writes in the customer's thread: {reply}")
    await act.stage.say("nora", rosa.channel, reply, thread=asked)
    await act.card(asked, "Answered in the thread by Nora Lindqvist", offers="give_back")
    await act.say(rosa, "Thanks Nora! How do I reset my password, by the way?", thread=asked)
    await act.card(asked, "How do I reset my password, by the way?")
    await act.settled()
    act.count(asked, posts=0, cards=1)


SCENES = (
    Scene("A draft is approved", "the draft reaches the customer, with who reviewed it", approved),
    Scene("A draft is edited", "the customer reads what the person wrote", edited),
    Scene("A draft is reassigned", "team and owner on the card change, then its new owner approves", reassigned),
    Scene("A stale source", "a person looks first, and declines", stale),
    Scene("A colleague answers in the thread", "Earnest stays silent and shows new messages on the card", staff_reply),
)
