"""What staff read in answer to commands and clicks; only they see it."""

from __future__ import annotations

from bot.texts.report import SPANS

# Word, what to write after it, what it does: help, the manifest's hint and the handlers follow this.
COMMANDS = (
    ("ask", "<question>", "try a question; nothing is sent to a customer, only you see the result"),
    ("why", "<link>", "why a message was answered, or not, the way it was"),
    ("flag", "<link> [note]", "say that an answer is wrong, outdated or incomplete"),
    (
        "autonomy",
        "[intent] [up|down|auto reason]",
        "which kinds of questions may be answered without review, and what is missing",
    ),
    ("config", "[channel]", "which settings hold in a channel, and where they come from"),
    ("pause", "[intent|channel]", "from now on nothing there goes out without review"),
    ("resume", "[intent|channel]", "end a pause"),
    ("gaps", "", "what customers ask and no article answers"),
    ("kb", "[stale|gaps|sync]", "articles to look at, the same gaps, or bring the index up to date"),
    ("report", f"[{'|'.join(SPANS)}]", "what happened in the last days, beside the days before"),
    ("help", "", "this list"),
)
HELP = tuple((f"/earnest {word} {usage}".rstrip(), what) for word, usage, what in COMMANDS)
USAGE_HINT = " | ".join(f"{word} {usage}".rstrip() for word, usage, _ in COMMANDS)
HELP_INTRO = "What Earnest can do for you here:"
HELP_MORE = (
    "Commands do not work inside threads: there, use the message shortcut “Flag this answer” in a message's menu, "
    "or the flag emoji on the answer."
)
ONLY_DESK = "only members of the support desk can do this"
NO_ANSWER = "No answer: it would go to a person."
NOT_A_REQUEST = "Not a request: it would get nothing at all."
TRY_AGAIN = "Something went wrong on our side and nothing was changed. Please try again in a moment."
STALE_CARD = "That button belongs to an older card. Please use the newest card of this thread."
FLAGGED = "Thank you, the answer is flagged and its sources wait for review."
NOTHING_TO_FLAG = "That message is not an answer by Earnest, so there is nothing to flag."
NEEDS_QUESTION = "Write the question after the command, for example: /earnest ask How do I reset my password?"
NEEDS_LINK = "Add the message's link (its menu, Copy link), for example: /earnest why https://…"


def refused(why: str) -> str:
    """Someone may not do something: what and why."""
    return f"You can't do that here: {why}."


def unknown(word: str) -> str:
    """A command word that does not exist."""
    return f"“{word}” is no command of Earnest's."


def dry_run(question: str) -> str:
    """The heading over the result of a dry run."""
    return f"Dry run for: {question}"


def account(name: str) -> str:
    """Which account a dry run was made for."""
    return f"as {name}" if name else "without account data"


def made_in(milliseconds: float) -> str:
    """How long a dry run took."""
    return f"{milliseconds:.0f} ms"
