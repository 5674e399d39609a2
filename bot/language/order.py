"""In which order a text lets things happen: "Before you save, choose a date" and "Choose a date, then save" agree."""

from __future__ import annotations

import re

from bot.language.remembered import remembered
from bot.language.words import content_stems, plain_text

_FIRST = re.compile(r"^(?:first(?:ly)?(?: of all)?|to begin with|start by|begin by|you start by)\b[,:]?\s+", re.I)
_LATER = r"(?:and\s+|but\s+)?(?:only\s+|finally\s+)?(?:then|next|afterwards?|after (?:that|this)|finally|lastly)"
_THEN = re.compile(rf"[,;.:–—]*\s+{_LATER}\b[,:]?\s*(?=\w)", re.I)
_LATER_AT_END = re.compile(
    r"[,;]\s+(?:and\s+)?(?P<later>[^,;]+?)\s+(?:comes?\s+)?(?:afterwards?|after (?:that|this|it))\s*$", re.I
)
_FIRST_AT_END = re.compile(r"^(?P<former>[^,;]+?)\s+(?:comes?\s+)?first\s*[,;]\s+(?:and\s+)?(?:then\s+)?", re.I)
_BEFORE = re.compile(r"^(?:(?:right|just|shortly)\s+)?(?:before|prior to)\s+(?P<later>[^,]+),\s+(?P<former>.+)$", re.I)
_AFTER = re.compile(
    r"^(?:(?:right|only|shortly)\s+)?(?:after|once|as soon as)\s+(?P<former>[^,]+),\s+(?P<later>.+)$", re.I
)
_ENDS_BEFORE = re.compile(r"^(?P<former>.+?),?\s+(?:right\s+|just\s+)?(?:before|prior to)\s+(?P<later>.+)$", re.I)
_ENDS_AFTER = re.compile(r"^(?P<later>.+?),?\s+(?:right\s+|only\s+)?(?:after|once|as soon as)\s+(?P<former>.+)$", re.I)
_CUE = re.compile(r"\b(?:before|prior to|after|once|as soon as|until|unless|first)\b", re.I)
# How long something lasts and how often it comes tell of no two things: "after 30 days", "once a week".
_TIME = r"(?:second|minute|hour|day|night|week|month|quarter|year|time|while)s?"
_LASTING = re.compile(
    rf"\b(?:before|after|once)\s+(?:(?:an?|the|that|this|per|each|every|about|some|several|one|two|three|\d[\d.,]*)\s+)*"
    rf"(?:{_TIME}\b|\d)|\bonce\s*(?:[,.;:)]|$)|\bonce (?:more|again|per|every|each|daily|weekly|monthly|yearly)\b"
    r"|\b(?:at|only|just|than) once\b|\b(?:before|after) (?:it|that|this|them|all)\b(?!,)|\bbefore and after\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:not|never|no|none|cannot|without|unless|until|instead|neither|nor|or|whether|even|if)\b|n['’]t\b", re.I
)
_VERBS = (
    "add activate adjust allow apply assign attach check choose clear click close confirm connect copy create "
    "delete deploy disable disconnect download drag edit enable enter export fill find give go grant hover import "
    "install invite log make move name navigate open paste pick press publish reboot refresh remove rename repeat "
    "replace reset restart restore return review run save scan scroll select send set sign start stop submit switch "
    "tap test toggle turn type unplug untick update upgrade upload verify wait"
)
_DO = "|".join(_VERBS.split())
_IMPERATIVE = re.compile(rf"^(?:(?:to|in|on|from|under|at)\s[^,]+,\s+)?(?:please\s+)?(?:{_DO})\b", re.I)
_NEXT_VERB = re.compile(rf"\s*(?:,\s+and|,|\sand)\s+(?=(?:{_DO})\s)", re.I)
_LEADS_ON = re.compile(rf"^{_LATER}\b[,:]?\s+", re.I)
_LEAST_WORDS = 2
_LONGEST = 800  # characters; longer texts are lists, code or no sentences at all
_MENU = re.compile(r"\s*(?:>|→|->)\s*")
_TO_MENU = re.compile(r"^.*\b(?:to|open|select|click|choose|in|under|from|at|via|see)\s+(?=\S)")
_MENU_PATH = re.compile(
    r"[*`\"“]*[\w][\w &/'’-]{0,40}[*`\"”]*(?:\s*(?:>|→|->)\s*[*`\"“]*[\w][\w &/'’-]{0,40}[*`\"”]*)+"
)


@remembered()
def told_order(text: str) -> tuple[str, ...]:
    """What happens according to one sentence, earliest first; empty where no word of it tells an order, or where it
    denies or doubts something, for then the words' order is not the things'. At least two otherwise."""
    plain = _line(text)
    if found := _LATER_AT_END.search(plain):
        plain = f"{plain[: found.start()]}, then {found['later']}"
    if _DENIED.search(plain) or _LASTING.search(plain):
        return ()
    first = _FIRST.match(plain)
    rest = plain[first.end() :] if first else plain
    if found := _FIRST_AT_END.match(rest):
        rest = f"{found['former']}, then {rest[found.end() :]}"
    segments = [part for part in _THEN.split(rest) if part.strip()]
    if len(segments) > 1:
        return () if _CUE.search(rest) else _whole([part.strip(" ,;") for part in segments])
    return _whole(_within(rest.strip(" ,;")))


@remembered()
def done_in_order(text: str) -> tuple[str, ...]:
    """The same of an instruction, in which also what is only joined is done in turn: "open it, choose a date and
    save". Of a text that does not instruct, what `told_order` says."""
    told = told_order(text)
    plain = _line(text)
    if _DENIED.search(plain) or _CUE.search(plain) or not _IMPERATIVE.match(plain):
        return told
    return _whole([event for part in told or (plain,) for event in _joined(part)])


def told_in_turn(text: str) -> tuple[str, ...]:
    """What `told_order` says, where it says anything, with what is only joined taken apart too."""
    return _whole([event for part in told_order(text) for event in _joined(part)])


def leads_on(text: str) -> bool:
    """Whether a sentence opens by saying that it comes after the one before: "Then select it"."""
    return bool(_LEADS_ON.match(_line(text)))


def without_lead(text: str) -> str:
    """A sentence without the word that puts it behind the one before, or first."""
    plain = _line(text)
    return _FIRST.sub("", _LEADS_ON.sub("", plain))


def menu_paths(text: str) -> tuple[tuple[str, ...], ...]:
    """The ways through menus that a text names, each from the outside in, in lower case."""
    found = (_MENU.split(path.group()) for path in _MENU_PATH.finditer(" ".join(text[:_LONGEST].split())))
    return tuple(tuple(_TO_MENU.sub("", step.strip(' *`"“”').lower()) for step in path) for path in found)


def _line(text: str) -> str:
    """A sentence as plain words in one line; nothing where it is too long to be one."""
    return " ".join(plain_text(text).split()).rstrip(".!") if len(text) <= _LONGEST else ""


def _within(part: str) -> list[str]:
    """The things of one part in their order; the part itself where it has no word of order, nothing where several
    words of order, or many commas, make it hard to tell."""
    cues = len(_CUE.findall(part))
    if not cues:
        return [part]
    if cues > 1 or part.count(",") > 1:
        return []
    for pattern in (_BEFORE, _AFTER, _ENDS_BEFORE, _ENDS_AFTER):
        if found := pattern.match(part):
            return [found["former"], found["later"]]
    return []


def _joined(part: str) -> list[str]:
    """The things done in one part: "open it, choose a date and save" are three. Where to do a thing is part of it."""
    done = [""]
    for piece in _NEXT_VERB.split(part):
        if _IMPERATIVE.match(done[-1]):
            done.append("")
        done[-1] = f"{done[-1]}, {piece}" if done[-1] else piece.strip()
    return done


def _whole(events: list[str]) -> tuple[str, ...]:
    """The events, where there are several and each says enough to be known again."""
    if len(events) < 2 or any(len(content_stems(event)) < _LEAST_WORDS for event in events):
        return ()
    return tuple(events)
