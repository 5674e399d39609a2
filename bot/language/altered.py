"""A quotation with something changed in it: nearly all words of a source sentence in order, and others between."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.language.words import STOP_WORDS, plain_text, stem, words

_MOSTLY = 0.76  # share of a sentence's words that one source sentence has in this order, where it is taken for quoted
_ROOT = 4  # letters that two forms of one word share
_FEWEST = 5  # words in common, below which nothing is taken for a quotation
_LIMITS = frozenset("not no never cannot only unless except without none nobody nothing neither nor until".split())  # noqa: SIM905
# How much, how often, when: stop words elsewhere, and here all that a sentence may hang on.
_AMOUNTS = frozenset(
    "all any some every each both most few many more less always often sometimes before after on off above below "  # noqa: SIM905
    "under over with during first last next up down in out same other another own".split()
)
# Words that stand for each other in instructions; each row means one thing.
_ALIKE = (
    "can may could might able",
    "must need require has have",
    "select choose click press tap hit pick",
    "open go navigate",
    "sign log login signin",
    "enter type fill",
    "show display appear see shown",
    "user people person customer member everyone",
    "get receive",
    "use using via through with",
    "remove delete",
    "make create add set",
    "app apps application applications",
    "mail email message",
    "option setting",
    "page screen",
    "begin start",
    "end stop",
    "change edit modify update",
    "cannot not",
    "also too well",
    "about around roughly",
    "once after when if",
    "every each all any",
    "let allow enable permit",
    "then",
    "work function",
    "right permission",
    "whole entire complete full",
    "stay remain keep",
    "current present",
    "directly straight",
    "tell say",
    "try test",
    "line command",
    "picture image photo",
    "folder directory",
    "wrong incorrect",
    "fix repair solve",
)
_MEANS = {stem(word): row for row in _ALIKE for word in row.split()}


def altered(text: str, sources: Sequence[str]) -> str:
    """What was changed in a sentence that otherwise quotes one of the sources, in a few words; empty where it quotes
    none, or changes nothing that carries meaning."""
    said = _spelled(text)
    if len(said) < _FEWEST:
        return ""
    own = [stem(word) for word in said]
    best, found = 0.0, ""
    for place, source in enumerate(sources):
        told = _spelled(source)
        theirs = [stem(word) for word in told]
        if 2 * len(set(own) & set(theirs)) < len(set(own)):
            continue
        matcher = SequenceMatcher(None, own, theirs, autojunk=False)
        shared = sum(block.size for block in matcher.get_matching_blocks())
        if shared < _FEWEST or shared / len(own) < max(_MOSTLY, best):
            continue
        near = {stem(word) for other in sources[max(0, place - 1) : place + 2] for word in _spelled(other)}
        best, found = shared / len(own), _changed(matcher, said, told, near)
        if best == 1.0 and not found:
            return ""
    return found


def _changed(matcher: SequenceMatcher[str], said: Sequence[str], told: Sequence[str], near: set[str]) -> str:
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        new, gone = said[i:j], told[k:m]
        inner = k > 0 and m < len(told)  # what was left off at either end is only left out
        if dropped := [word for word in gone if inner and word in _LIMITS and not _LIMITS & set(new)]:
            return f"leaves out “{dropped[0]}”, which the source says"
        if added := [word for word in new if word in _LIMITS and not _LIMITS & set(gone)]:
            return f"says “{added[0]}”, which the source does not"
        meant = {_MEANS.get(stem(word), stem(word)) for word in gone}
        for word in new:
            if _harmless(word, gone, meant):
                continue
            exchanged = tag == "replace" and len(gone) == len(new)
            if exchanged or (stem(word) not in near and word not in _AMOUNTS):
                other = next((w for w in gone if w not in STOP_WORDS or w in _AMOUNTS), "")
                return f"says “{word}” where the source says “{other}”" if other else f"adds “{word}” to what is said"
    return ""


def _harmless(word: str, gone: Sequence[str], meant: set[str]) -> bool:
    """Whether a word may stand where the source has others: it means what one of them means, or means little."""
    if _MEANS.get(stem(word), stem(word)) in meant or word[0].isdecimal():
        return True
    if word in _AMOUNTS:
        return not _AMOUNTS & set(gone)
    return word in STOP_WORDS or any(
        word.startswith(w[:_ROOT]) or w.startswith(word[:_ROOT]) for w in gone if len(w) > 2
    )


def _spelled(text: str) -> list[str]:
    """The words, with "can't" and "cannot" taken apart."""
    found: list[str] = []
    for word in words(plain_text(text)):
        if word == "cannot" or word.endswith("n't"):
            found += [{"cannot": "can", "can't": "can", "won't": "will"}.get(word, word.removesuffix("n't")), "not"]
        else:
            found.append(word)
    return found[1:] if found[:1] in (["yes"], ["no"]) else found
