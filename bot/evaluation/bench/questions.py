"""What the benches' customers write: questions that the seed answers, and messages that go straight to people."""

from __future__ import annotations

import json
from itertools import cycle, islice

from bot.evaluation.bench.install import ROOT
from bot.knowledge.load.sources import load_sources

SEED_QUESTIONS = ROOT / "tests" / "data" / "seed_questions.jsonl"
HANDOFFS = (
    "I want a refund for last month, please.",
    "Can I talk to a real person about this?",
    "Please delete our account and everything in it.",
    "I would like to file a complaint about the way this was handled.",
    "Your app is down for all of us, nothing loads.",
    "I think we have been hacked, somebody signed in from abroad.",
    "Our lawyer asks for the contract we signed.",
    "One of your users keeps threatening our staff in the comments.",
)
GREETINGS = ("", "Hi, ", "Hello, ", "Quick question: ", "Good morning, ")


def answerable(count: int) -> list[str]:
    """So many questions whose answer is the opening of an article; the first ones all differ."""
    articles = load_sources([str(ROOT / "kb_seed")], str, ROOT).articles
    titles = sorted(article.title for article in articles if article.audience == "public")
    asked = [f"{greeting}{_asked(title)}" for greeting in GREETINGS for title in titles]
    return list(islice(cycle(asked), count))


def handoffs(count: int) -> list[str]:
    """So many messages that no answer is written for."""
    return list(islice(cycle(HANDOFFS), count))


def varied(count: int) -> list[str]:
    """So many questions in customers' words, as different from each other as there are; else made from titles."""
    if not SEED_QUESTIONS.is_file():
        return answerable(count)
    lines = SEED_QUESTIONS.read_text(encoding="utf-8").splitlines()
    written = list(dict.fromkeys(str(json.loads(line)["query"]) for line in lines if line.strip()))
    rest = max(0, count - len(written))
    return [*written[:count], *answerable(rest)]


def _asked(title: str) -> str:
    """A title as somebody would ask it."""
    if title.startswith("How to "):
        return f"how do I {title.removeprefix('How to ')}?"
    return f"{title[0].lower()}{title[1:].rstrip('?')}?"
