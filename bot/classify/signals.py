"""Urgency, frustration and churn risk, read from words, capitals and punctuation; they stand beside the intents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.classify.question_shape import asks, clause_around

_LONGEST = 6000  # characters read


@dataclass(frozen=True, slots=True)
class Signals:
    """Each 0..1: how soon they need it, how upset they are, how likely they leave."""

    urgency: float = 0.0
    frustration: float = 0.0
    churn: float = 0.0


def _cues(*pairs: tuple[str, float]) -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), weight) for pattern, weight in pairs)


# A weight is what one cue alone says; cues add up as independent evidence, 1 - (1 - a)(1 - b)…
_URGENCY = _cues(
    (r"\b(urgent(ly)?|asap|a\.s\.a\.p|emergency|critical|time[- ]sensitive|sev ?1|p1)\b", 0.6),
    (r"\b(immediate(ly)?|right (now|away)|at once|straight away|instantly)\b", 0.5),
    (r"\b(today|tonight|this (morning|afternoon|evening)|by (noon|tomorrow|eod|cob|end of day)|deadline)\b", 0.35),
    (r"\b(in|within) (the next )?(an|one|two|\d+) (min(ute)?|hour|hr)s?\b", 0.45),
    (r"\b(blocked|blocking|stuck|can ?not work|can't work|stand ?still)\b", 0.4),
    (r"\b(crew|team|techs?|technicians?|customers?|people) (is|are) waiting\b", 0.4),
    (r"\b(quickly|soon|hurry|can ?not wait|can't wait|need (this|it) now|now pls|now please)\b", 0.25),
)
_FRUSTRATION = _cues(
    (r"\b(f+u+c+k\w*|fck\w*|fk(ing|n)|wtf|stfu|bull ?sh[i1]t\w*|motherf\w+|assholes?|bastards?)\b", 0.65),
    (
        r"\b(sh[i1]t+(ty|e)?|crap(py)?|damn(ed)?|goddam\w*|bloody|freaking|friggin\w*|hell|piss(ed)?( off)?|sucks?)\b",
        0.45,
    ),
    (r"\b(ridiculous|unacceptable|outrageous|disgrace\w*|pathetic|appalling|disgusting|shameful|scandal\w*)\b", 0.6),
    (
        r"\b(a joke|shame on you|fed up|sick of|sick and tired|had enough|lost (my |all )?patience|furious|livid)\b",
        0.65,
    ),
    (r"\b(useless|worst|terrible|horrible|awful|nightmare|incompeten\w+|clowns?|idiots?)\b", 0.5),
    # What is thrown away lies in the trash; only what is called so is scolded.
    (r"\b(is|are|such|pure|total|absolute|complete|utter|what|this|your|ur) (garbage|rubbish|trash)\b", 0.5),
    (r"\b(angry|annoy(ed|ing)|frustrat\w+|disappoint\w+|upset|unhappy|not (at all )?happy|dissatisf\w+)\b", 0.45),
    (r"\b(liars?|lied|scam(mers?)?|crooks?|rip ?-?off|thie(f|ves)|robbed|cheated|steal(ing)?)\b", 0.6),
    (r"\b(nobody|no ?one) (ever )?(cares?|answers?|repl(y|ies)|helps?|responds?|does anything)\b", 0.5),
    (r"\b(third|3rd|fourth|4th|fifth|5th|umpteenth|nth|hundredth) time\b|\bhow many (more )?times\b", 0.4),
    (r"\b(still (no|not|waiting|broken|nothing)|yet again|once again|over and over)\b", 0.3),
    (r"\bkeeps? (on )?(happening|failing|breaking|crashing)\b", 0.3),
    (r"\b(for|in|since) (the (last|past) )?(days|weeks|months|ages|hours|\d+ (days|weeks|hours))\b", 0.2),
    (r"\b(seriously|come on|for god'?s sake|ffs|omg|ugh+|argh+|grr+|really\?)", 0.3),
    (r"\bwast(e|ed|ing) (of )?(my|our|so much|\w+ hours of)? ?time\b", 0.4),
    (r"\b(does ?n[o']?t|do ?n[o']?t|did ?n[o']?t) (even )?(understand|listen|read|help)\b", 0.3),
    (r"[!?]*!{2,}[!?]*", 0.3),
    (r"\?{3,}|[?!]*(\?!|!\?)[?!]*", 0.25),
    (r"[\U0001F620\U0001F621\U0001F624\U0001F92C\U0001F4A9\U0001F595]", 0.5),
)
_CHURN = _cues(
    (r"\b(switch|mov|go|chang|migrat)\w* (over )?to (a|an|another|some|your|one of your) (\w+ )?compet\w+", 0.85),
    (
        r"\b(switch|mov|chang|migrat)\w* (over )?to (an|another|a different) (provider|vendor|tool|product|system)\b",
        0.85,
    ),
    (r"\b(look|shop)(ing)? (around|elsewhere|for (an? )?(alternative|replacement)s?|at (an? )?alternatives?)\b", 0.7),
    (
        r"\b(i|we|us|boss|management|company)('re|'m)? (\w+ ){0,2}"
        r"(not (going to |gonna )?|won'?t |will not |don'?t |do not )(want to )?(be )?renew\w*\b"
        r"|\bnot renew(ing)? (our|my|the|this|with)\b",
        0.85,
    ),
    (r"\btak(e|ing) (our|my) (business|money) elsewhere\b|\bgo(ing)? elsewhere\b", 0.85),
    (r"\bcancel\w* ((my|our|the|this) (subscription|contract|plan|membership)|everything)\b", 0.5),
    (r"\b(terminat|end|quit|get out of)\w* (my|our|the|this) (contract|subscription|agreement)\b", 0.6),
    (r"\b(we|i)('re|'m| are| am)? (leaving|out of here|done with (you|this)|quitting)\b", 0.6),
    (r"\b(stop|stopping|quit) using (you|this|it|your)\b|\bdump(ing)? (you|this|your)\b", 0.7),
    (
        r"\b(evaluat|consider|try|compar)\w* (other|another|different) (tool|vendor|provider|option|product)s?\b",
        0.6,
    ),
    (r"\b(last|final) (chance|warning|straw)\b", 0.5),
)
_ASKED_AGAIN = 0.35
_SHOUTED = 0.45


def read_signals(tidied: str, history: Sequence[str] = ()) -> Signals:
    """The signals of a tidied message; `history` (earlier messages of the customer) counts only for saying it again."""
    text = tidied if len(tidied) <= _LONGEST else tidied[: _LONGEST // 2] + " " + tidied[-_LONGEST // 2 :]
    extra = [_SHOUTED] if _shouts(text) else []
    if any(_alike(text, earlier) for earlier in history[-3:]):
        extra.append(_ASKED_AGAIN)
    return Signals(
        urgency=_together([w for pattern, w in _URGENCY if pattern.search(text)]),
        frustration=_together([w for pattern, w in _FRUSTRATION if pattern.search(text)] + extra),
        churn=_together([weight for pattern, w in _CHURN if (weight := _churn(pattern, w, text))]),
    )


def _churn(pattern: re.Pattern[str], weight: float, text: str) -> float:
    """A cue's weight, 0 without it; half in questions alone: "how do I migrate to another provider?"."""
    found = [asks(clause_around(text, hit.start(), hit.end())) for hit in pattern.finditer(text)]
    return 0.0 if not found else weight / 2 if all(found) else weight


def _together(weights: Sequence[float]) -> float:
    rest = 1.0
    for weight in weights:
        rest *= 1.0 - weight
    return round(1.0 - rest, 4)


def _shouts(text: str) -> bool:
    """At least three words in capitals that are most of the text: API, CSV and SSO are no shouting."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    loud = [word for word in words if word.isupper() and len(word) > 1]
    return len(loud) >= 3 and sum(map(len, loud)) >= 0.6 * sum(map(len, words))


def _alike(text: str, earlier: str) -> bool:
    one, other = (" ".join(re.findall(r"\w+", part.lower()))[:400] for part in (text, earlier))
    return min(len(one), len(other)) >= 12 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.75
