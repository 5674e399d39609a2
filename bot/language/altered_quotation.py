"""A quotation with something changed in it: nearly all words of a source sentence in order, and others between."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.language.remembered import remembered
from bot.language.synonyms import ONCE_COUNTED, meanings
from bot.language.words import STOP_WORDS, plain_text, stem, words

_MOSTLY = 0.76  # share of a sentence's words that one source sentence has in this order, where it is taken for quoted
_ROOT = 4  # letters that two forms of one word share
_FEWEST = 5  # words in common, below which nothing is taken for a quotation
_LIMITS = frozenset("not no never cannot only unless except without none nobody nothing neither nor until".split())  # noqa: SIM905
_ONCE = "onetime"  # the "once" of "once a day", which is another word than that of "once it is day"
# How much, how often, when: stop words elsewhere, and here all that a sentence may hang on.
_AMOUNTS = frozenset(
    "all any some every each both most few many more less always often sometimes before after on off above below "  # noqa: SIM905
    "under over with during first last next up down in out same other another own".split()
) | {_ONCE}
# What a rewording puts between the words of its source: it joins, opens or names, and states nothing.
_LIGHT_WORDS = (
    "however therefore additionally furthermore moreover instead otherwise according due given based such like "
    "including include defined known called named considered described designed meant made intended used located "
    "allow offer provide feature contain consist involve mean gain serve act help want try become "
    "example specifically typically currently simply overall essentially whether along"
)
_LIGHT = frozenset(map(stem, _LIGHT_WORDS.split()))
_OBLIGED = frozenset(("must", "shall", "need", "required"))
_FREE = frozenset(("may", "can", "could", "might"))
_PLACES, _SPAN, _ADDED = 3, 2, 4  # more places, or longer ones, are another wording: the model reads that


def altered(text: str, sources: Sequence[str]) -> str:
    """What was changed in a sentence that otherwise quotes one of the sources, in a few words; empty where it quotes
    none, or changes nothing that carries meaning."""
    said = _spelled(text)
    if len(said) < _FEWEST:
        return ""
    own = [stem(word) for word in said]
    mine = set(own)
    best, found = 0.0, ""
    for place, source in enumerate(sources):
        told = _spelled(source)
        theirs = [stem(word) for word in told]
        if 2 * len(mine.intersection(theirs)) < len(mine):
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
    places = _places(matcher, said, told)
    for new, gone, inner in places:
        if dropped := [word for word in gone if inner and word in _LIMITS and not _LIMITS & set(new)]:
            return f"leaves out “{dropped[0]}”, which the source says"
        if added := [word for word in new if word in _LIMITS and not _LIMITS & set(gone)]:
            return f"says “{added[0]}”, which the source does not"
        if turned := _of_other_duty(new, gone):
            return turned
    if sum(_says_more(new, gone, near) != "" for new, gone, _ in places) >= _PLACES:
        return ""
    for new, gone, _ in places:
        short = max(len(new), len(gone)) <= (_SPAN if gone else _ADDED)
        word = _says_more(new, gone, near) if short else ""
        if word:
            other = next((w for w in gone if w not in STOP_WORDS or w in _AMOUNTS), "").replace(_ONCE, "once")
            word = word.replace(_ONCE, "once")
            return f"says “{word}” where the source says “{other}”" if other else f"adds “{word}” to what is said"
    return ""


def _places(
    matcher: SequenceMatcher[str], said: Sequence[str], told: Sequence[str]
) -> list[tuple[Sequence[str], Sequence[str], bool]]:
    """What is said anew, what it stands for, and whether it stands inside the source: what was left off at either end
    is only left out."""
    return [
        (said[i:j], told[k:m], k > 0 and m < len(told)) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"
    ]


def _of_other_duty(new: Sequence[str], gone: Sequence[str]) -> str:
    for these, those in ((_OBLIGED, _FREE), (_FREE, _OBLIGED)):
        if len(new) == len(gone) == 1 and new[0] in these and gone[0] in those:
            return f"says “{new[0]}” where the source says “{gone[0]}”"
    return ""


def _says_more(new: Sequence[str], gone: Sequence[str], near: set[str]) -> str:
    """The first word of a changed place that may change what is meant; empty where none does."""
    meant = frozenset().union(*(meanings(word) for word in gone))
    exchanged = len(gone) == len(new)
    for word in new:
        if not _harmless(word, gone, meant) and (exchanged or (stem(word) not in near and word not in _AMOUNTS)):
            return word
    return ""


def _harmless(word: str, gone: Sequence[str], meant: frozenset[str]) -> bool:
    """Whether a word may stand where the source has others: it means what one of them means, or means little."""
    if meanings(word) & meant or word[0].isdecimal():
        return True
    if word in _AMOUNTS:
        return not _AMOUNTS & set(gone)
    if stem(word) in _LIGHT and all(other in STOP_WORDS or stem(other) in _LIGHT for other in gone):
        return True
    return word in STOP_WORDS or any(
        word.startswith(w[:_ROOT]) or w.startswith(word[:_ROOT]) for w in gone if len(w) > 2
    )


@remembered()
def _spelled(text: str) -> tuple[str, ...]:
    """The words, with "can't" and "cannot" taken apart."""
    found: list[str] = []
    for word in words(ONCE_COUNTED.sub(_ONCE, plain_text(text))):
        if word == "cannot" or word.endswith("n't"):
            found += [{"cannot": "can", "can't": "can", "won't": "will"}.get(word, word.removesuffix("n't")), "not"]
        else:
            found.append(word)
    return tuple(found[1:] if found[:1] in (["yes"], ["no"]) else found)
