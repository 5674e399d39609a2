"""What colleagues wrote in threads, made into the draft of an article: their own words, put in order. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.domain.ports import Vectors
from bot.language.clustering import central
from bot.language.personal_details import redacted

LONGEST_TITLE = 150
_LONGEST = 8_000  # of a draft, in characters
_LEAST_WORDS = 5  # of a paragraph that says something
_GREETING = re.compile(
    r"^(?:(?:hi|hey|hello|hallo|dear|morning|good (?:morning|afternoon|evening))\b[^\n,.!:?]{0,40}[,.!:]\s*)+",
    re.IGNORECASE,
)
_ASKED = re.compile(r"^(?:(?:quick|short|another) question|question|please|pls|sorry)\b[,.!:]?\s*", re.IGNORECASE)
_THANKS = re.compile(
    r"(?:\s*\b(?:(?:many |best |kind )?(?:thanks|thank you|thx|cheers|regards)\b[^\n.!?]{0,30}[.!]*|best,?))+\s*$",
    re.IGNORECASE,
)
_SOCIAL = re.compile(
    r"(?:let me (?:check|look|ask|see)|looking into|i(?:'ll| will) (?:check|look|ask|get back)|"
    r"one moment|on it|bear with|"
    r"(?:hope|glad) (?:this|that|it|to)|you(?:'re| are) welcome|let (?:me|us) know|anything else|"
    r"no (?:worries|problem)|"
    r"sorry (?:for|about)|thanks for|thank you for|does (?:this|that) (?:help|work)|did (?:this|that) (?:help|work))",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*[•◦▪‣–*-]\s+")
_STEP = re.compile(r"^\s*(?:step\s*)?(\d{1,2})\s*[.):]\s+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def title_of(question: str, names: Iterable[str] = ()) -> str:
    """A customer's question as an article's title: without greeting, thanks and personal details, on one line."""
    text = " ".join(_without_people(question, names).split())
    before = ""
    while text != before:
        before = text
        text = _THANKS.sub("", _ASKED.sub("", _GREETING.sub("", text))).strip()
    asked = [one for one in _SENTENCE.split(text) if one.endswith("?")]
    text = asked[-1] if asked and len(text) > LONGEST_TITLE // 2 else text
    if len(text) > LONGEST_TITLE:
        text = text[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
    return text[:1].upper() + text[1:]


def answer_in(said: Iterable[str], names: Iterable[str] = ()) -> str:
    """What a thread's colleagues said that answers it, as Markdown: steps and lists as such, greetings, holding notes
    and personal details left out. Empty where they only kept somebody company."""
    known = list(names)
    found: list[str] = []
    for text in said:
        found += _paragraphs(_without_people(text, known))
    return "\n\n".join(dict.fromkeys(found))[:_LONGEST]


def most_typical(answers: Sequence[str], vectors: Vectors) -> int:
    """Which of several answers stands for all: the one nearest to what they say together; of two the longer one."""
    if len(answers) < 3:  # two are equally near to their middle
        return max(range(len(answers)), key=lambda n: (len(answers[n]), -n))
    return central(vectors, range(len(answers)))[0]


def with_corrections(text: str, corrections: Sequence[tuple[str, str]]) -> str:
    """An article with what people said is right at its end, a section each: a proposal, to be woven in by hand."""
    titled = [(title_of(question), answer.strip()) for question, answer in corrections if answer.strip()]
    sections = [f"## {title}\n\n{answer}" if title else answer for title, answer in titled]
    return "\n\n".join([text.rstrip(), *dict.fromkeys(sections)]) + "\n" if sections else text


def _without_people(text: str, names: Iterable[str]) -> str:
    """Without personal details and these names. A name of one word may be an ordinary one (Mark, Will): it is taken out
    where it is written as a name, inside a sentence or in front of a comma."""
    known = [*names]
    text = redacted(text, [name for name in known if " " in name])
    words = sorted({re.escape(name) for name in known if len(name) > 1 and " " not in name})
    if not words:
        return text
    one = "|".join(dict.fromkeys(form for word in words for form in (word, word[:1].upper() + word[1:])))
    return re.sub(
        rf"(?<=[a-z,;:] )(?:{one})\b|^(?:{one})(?=,)|\b(?:{one})(?='s\b)|(?<=\. )(?:{one})$", "[person]", text
    )


def _paragraphs(text: str) -> list[str]:
    """Paragraphs and lists in order. A list's lines stay together; a line of company is dropped."""
    kept: list[str] = []
    block: list[str] = []
    for line in [*text.replace("\r", "").split("\n"), ""]:
        step, bullet = _STEP.match(line), _BULLET.match(line)
        if step:
            block.append(f"{step[1]}. {line[step.end() :].strip()}")
        elif bullet:
            block.append(f"- {line[bullet.end() :].strip()}")
        else:
            if block:
                kept.append("\n".join(block))
                block = []
            if words := _told(line):
                kept.append(words)
    return kept


def _told(line: str) -> str:
    """A line without greeting, thanks and company; empty where nothing is left that says something. What leads into a
    list may be short."""
    text = _THANKS.sub("", _GREETING.sub("", line.strip())).strip()
    sentences = [one for one in _SENTENCE.split(text) if one and not _SOCIAL.search(one)]
    text = " ".join(one for one in sentences if not one.endswith("?"))
    enough = len(text.split()) >= _LEAST_WORDS or text.endswith(":")
    return text[:1].upper() + text[1:] if enough else ""
