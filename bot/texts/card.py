"""The words on a desk card."""

from __future__ import annotations

from datetime import datetime

from bot.domain import Account
from bot.texts import times

APPROVE, EDIT, REASSIGN, DECLINE = "Approve", "Edit", "Reassign", "Decline"
TAKE, GIVE_BACK = "Take it", "Give back to Earnest"
REPLY = "Reply to customer"
INTENT = "Intent…"
RESOLVE, HOLD, REOPEN = "Resolved", "On hold", "Open again"
ACCURATE, NOT_ACCURATE = "Accurate", "Not accurate"
WAS_RIGHT = "Was the draft right?"
OPEN_THREAD = "open the thread"
QUESTION, LATER, DRAFT, FINAL, SUMMARY, SUGGESTED, REASONS = (
    "Question",
    "Since then",
    "Draft, with the source of each sentence",
    "Text",
    "Summary",
    "Suggested",
    "Why",
)
THREAD = "The whole thread"
DRAFT_NEAR = "Draft from the first"
NEAR = "Nothing certain; these are near"
ALSO_NEAR = "Also near"
SAME_ARTICLE, VERBATIM = "same article", "word for word"
UNSUPPORTED = "No source supports this"
CLARIFYING = "Earnest would ask"
WATCHING = "Watch mode: nothing was sent to the customer."
NO_WORDS = "(no text)"


def title(state: str, has_draft: bool, team: str) -> str:
    """The first line: what the card waits for, or how it ended."""
    waits = "Draft to review" if has_draft else f"For {team or 'a person'}"
    return {
        "pending": waits,
        "given_back": f"{waits} (given back)",
        "reassigned": f"{waits} (reassigned)",
        "approved": "Approved and sent",
        "edited": "Edited and sent",
        "declined": "Declined",
        "taken": "Taken by a person",
        "handed_over": f"Handed over to {team or 'a person'}",
        "answered": "Answered without review",
        "sending": "Approved, being sent",
        "not_posted": f"Not posted: for {team or 'a person'}",
        "superseded": "Replaced: the question changed",
        "cancelled": "Cancelled: the question is gone",
    }.get(state, waits)


def who(asker: str, account: Account | None, earlier: int, channel: str) -> str:
    """Who asks: name, company, plan, tier, where, and how often before."""
    parts = [asker or "Someone"]
    if account is None:
        parts.append("no account on record")
    else:
        parts.append(account.name)
        parts += [f"plan {account.plan}"] if account.plan else ["plan unknown"]
        parts += [f"tier {account.tier}"] if account.tier else []
    parts += [f"in #{channel.lstrip('#')}"] if channel else []
    parts.append("first question" if earlier <= 0 else f"{times.count(earlier, 'earlier question')}")
    return " · ".join(parts)


def impersonates(shown: str, whom: str, *, name: bool, picture: bool, earnest: bool, others: int) -> str:
    """Who looks like whom, and by what: `“Dana Kim” is not of your team: same name as Dana Kim of your team`."""
    what = " and ".join(word for word, same in (("name", name), ("picture", picture)) if same)
    origin = f"{whom}, this app" if earnest else f"{whom} of your team"
    more = f" (and {times.count(others, 'other')})" if others else ""
    return f"“{shown}” is not of your team: same {what} as {origin}{more}"


def waiting(asked: str, asked_at: datetime, now: datetime, open_: bool) -> str:
    """The clock: when it was asked and, while nobody has decided, how long the customer waits."""
    return f"Asked {asked} · waiting {times.span(now - asked_at)}" if open_ else f"Asked {asked}"


def team(name: str, oncall: str | None, owner: str) -> str:
    """`billing · on call: Ada · owner: Grace`."""
    parts = [name or "nobody yet"]
    parts += [f"on call: {oncall}"] if oncall else []
    parts += [f"owner: {owner}"] if owner else []
    return " · ".join(parts)


def more_sentences(number: int) -> str:
    """Said where a draft is too long for its card."""
    return f"… and {times.count(number, 'more sentence')}; press Edit to read all"


def earlier_messages(number: int) -> str:
    """Said where a thread is too long for its card."""
    return f"{times.count(number, 'earlier message')} in the thread"


GOES_ON = "… it goes on in this card's thread; press Edit to read all"


def code_left_out(lines: int) -> str:
    """In the place of code that is too long for a card."""
    return f"({times.count(max(lines, 1), 'line')} of code: in this card's thread)"


def draft_part(number: int, of: int) -> str:
    """Over one message of a draft that is too long for its card."""
    return f"The whole draft, part {number} of {of}" if of > 1 else "The whole draft"


def finding(text: str) -> str:
    """What the checker says about an unsupported sentence."""
    return f"{UNSUPPORTED}: {text}" if text else UNSUPPORTED


def event(what: str, who_: str, at: str) -> str:
    """A line of the card's history: `Approved by Ada · 3 Nov 2026 10:32 (UTC)`."""
    return f"{what} by {who_} · {at}" if who_ else f"{what} · {at}"


def decided(state: str, who_: str, at: datetime, now: datetime) -> str:
    """For a second click on a decided card: `Already approved by Ada, 3 minutes ago.`"""
    word = {
        "approved": "approved",
        "edited": "edited and sent",
        "declined": "declined",
        "taken": "taken",
        "handed_over": "handed over",
        "answered": "answered",
        "sending": "approved",
        "not_posted": "approved, but not posted",
        "superseded": "replaced by a newer card",
        "cancelled": "cancelled",
    }.get(state, "decided")
    by = f" by {who_}" if who_ else ""
    return f"Already {word}{by}, {times.ago(at, now)}."


def reassigned(team_: str, owner: str, reason: str = "") -> str:
    """The event word for a reassignment; `reason` where no person gave it away."""
    return f"Reassigned to {team_}" + (f" ({owner})" if owner else "") + (f": {reason}" if reason else "")


def relabelled(intent: str) -> str:
    """The event word for an intent that a person named."""
    return f"It is about “{intent}”"


def corrected(read: str, intent: str) -> str:
    """What was read, and what a person of the desk made of it."""
    return f"{intent}, says the desk (read as {read})" if read else f"{intent}, says the desk"


def moved_on(team_: str) -> str:
    """On a team's card that is another team's now."""
    return f"This is {team_ or 'another team'}'s now."


def declined(reason: str) -> str:
    """The event word for a decline."""
    return f"Declined ({reason})" if reason else "Declined"


def pointer(team_: str, asker: str, account: str) -> str:
    """The line in a team's own channel that leads to a card."""
    origin = f"{asker} ({account})" if account else asker
    return f"A request for {team_} from {origin or 'a customer'} is on the desk"


OPEN_CARD = "open the card"


def cannot_be_drawn(thread_url: str) -> str:
    """Stands for a card that fails to be drawn, so that the question is seen all the same."""
    where = f": {thread_url}" if thread_url else ""
    return f"A customer's question needs a person, but its card cannot be shown. Please look at the thread{where}"


BESIDE = "Came with it"


def file(name: str) -> str:
    """A file that came with a question."""
    return f"File: {name}" if name else "A file (see the message)"


def beside_more(count: int) -> str:
    """How many more came with a question than its card lists."""
    return f"and {count} more, in the thread"


def forwarded(author: str, files: tuple[str, ...]) -> str:
    """A message that was forwarded with a question."""
    what = f"Forwarded message by {author}" if author else "Forwarded message"
    return f"{what}, with {', '.join(files)}" if files else what


def unread(what: str) -> str:
    """A part of a message that cannot be read."""
    return f"Not readable: {what}"


def said_by(name: str, text: str) -> str:
    """One of several people's words in a question."""
    return f"{name}: {text}"


def tried(titles: tuple[str, ...]) -> str:
    """What the customer was told and says did not help."""
    return f"Already tried: {'; '.join(titles)}" if titles else ""
