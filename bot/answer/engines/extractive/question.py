"""What a question is after: its wording with and without what came before, the form it wants, the things it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answer.check.facts import labels, names
from bot.domain import Brief, Utterance
from bot.language.words import STOP_WORDS, stem, words

_HOW_TO = re.compile(
    r"\bhow (?:do|can|could|would|should|to|does one)\b|\bhow'?d\b|\bsteps\b|\bwhere (?:do|can|is|are|would)\b"
    r"|\bstep by step\b|\b(?:want|need|trying|try|like|able) to\b|\bcan(?:'t|not)\b|\bhelp (?:me|us)\b"
    r"|\bwalk me\b|\b(?:forgot|lost|locked out)\b|^\s*(?:change|reset|add|remove)\b",
    re.I,
)
_HOW_MUCH = re.compile(
    r"\bhow (?:much|many|long|big|large|often|far|old|fast|soon)\b|\bwhen\b|\bwhat time\b|\bhours\b"
    r"|\b(?:price|cost|limit|maximum|max|minimum|size|fee|discount)s?\b|\bpercent(?:age)?s?\b",
    re.I,
)
# What nothing but an amount answers. "When" and "how often" are answered in words as well.
_ASKS_AMOUNT = re.compile(
    r"\bhow (?:much|many|long|big|large)\b|\bpercent(?:age)?\b"
    r"|\b(?:what|which)\b[^.?!\n]{0,30}\b(?:price|cost|limit|maximum|minimum|size|fee|discount)s?\b",
    re.I,
)
_LIVE = re.compile(
    r"\b(?:is|are|was|were|has|have|did|why)\b[^?.!]{0,60}\b(?:my|our|the)\b[^?.!]{0,60}"
    r"\b(?:right now|at the moment|currently|today|stuck|gone through|arrived yet|down\b(?! payment))"
    r"|\b(?:mine|ours)\s+(?:is|are|has|have)\b[^?.!]{0,40}\b(?:right now|at the moment|currently|stuck)\b",
    re.I,
)
_WHETHER = re.compile(
    r"(?:^|[.!?,;:]\s|\n|\b(?:and|but|so|also|or|if|hi|hey|hello|wondering)\s+)\s*"
    r"(?:can|could|may|do|does|is|are|am|will|would|has|have)\s+"
    r"(?!(?:yo)?u\s+(?:\w+\s+)?(?:tell|help|explain|show|send|give|walk|let|advise|clarify|point)\b)\w+[^.?!,;\n]*",
    re.I,
)
_COMMON = frozenset(
    "able about add after again allow also always another any anyone anybody anything app ask available bad back best "  # noqa: SIM905
    "better big boss buy call change check colleague company could coworker customer day deal difference different "
    "does each easy else employee end ever every everyone example explain fast feature few find fine first fix "
    "follow give go good great guy happen hard have help here idea info information instead issue job just keep kind "
    "know last left like long look lot make many matter maybe mean member mistake month more much my name need never "
    "new next nice now number offer old one open option order our part people perhaps person place possible problem "
    "product provide question quick quickly really right run same say second see send set should show since someone "
    "something soon sorry start stay still stop stuff support sure system take talk team teammate tell thing think "
    "three time today together tomorrow too tool total try turn two type understand until up urgent us use user very "
    "want way week well went while who whole why with within without wonder work wrong year yesterday your across "
    "via per".split()
)
_COMMON_STEMS = frozenset(map(stem, _COMMON))
_SAME = {
    "login": "sign", "log": "sign", "logon": "sign", "signin": "sign", "2fa": "step", "mfa": "step", "factor": "step",
    "authentic": "step", "passcod": "password", "sms": "text", "pictur": "photo", "imag": "photo", "cost": "price",
    "pric": "cost", "delet": "remov", "remov": "delet", "mobil": "phon", "phon": "mobil", "cellphon": "phon",
    "receipt": "invoic", "bill": "invoic", "recov": "reset", "limit": "most", "cheap": "price", "larg": "size",
    "verify": "check", "declin": "fail", "reject": "fail", "mandatory": "requir", "oblig": "requir",
}  # fmt: skip
MONEY = frozenset(("usd", "eur", "gbp"))
_ASKED_DIMENSIONS = {
    **dict.fromkeys(("how long", "how fast", "how soon", "when", "expire"), frozenset(("second", "month"))),
    **dict.fromkeys(("price", "cost", r"fees?\b", "how much"), MONEY),
    **dict.fromkeys(("discount", "percent"), frozenset(("percent",))),
    **dict.fromkeys(("big", "size", "large", "storage"), frozenset(("byte",))),
    **dict.fromkeys(("how many", "limit"), frozenset(("",))),
    "hours": frozenset(("clock",)),
}
_BEFORE_COMPLEMENT = re.compile(r"\b(?:with|to|from|via|for|using|into|through)\s+", re.I)
_ARTICLE = re.compile(r"(?:a|an|the|our|my|your)\s+", re.I)
_CARRIED_TURNS = 2
_SUBJECT = 40  # stems; a message with more is no longer about each of them
_HALF = 1500  # characters


_RECORD = re.compile(
    r"\b(?:what(?:'s| is| are)|when(?:'s| is| does)|check|look up|tell me)\b[^?.!]{0,20}\b(?:my|our)\b[^?.!]{0,20}"
    r"\b(?:contract|balance|renewals?|renew|ticket|case|account manager|account number|customer number|order status"
    r"|billing contact|trial (?:end|over|expire)\w*|trial run out)\b"
    r"|\bhow (?:many|much)\b[^?.!]{0,40}\b(?:do|have|are) (?:we|i)\b (?:currently |still |already )?"
    r"(?:(?:have|use|using|used|pay|paying|paid|left)\b(?! to\b)|got left)[^?.!]{0,20}(?:[?.!]|$)",
    re.I,
)
# Who is greeted and who signs is not what is asked about.
_COURTESY = re.compile(
    r"\A\s*(?:hi|hey|hello|dear|good (?:morning|afternoon|evening))\b[^,.!?:\n]{0,40}[,.!:\n]"
    r"|\b(?:thanks|thank you|thx|cheers|best|regards|greetings)\b[^?]{0,60}\Z",
    re.I,
)
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|rules?|prompts?|above|previous)\b"
    r"|\bsystem prompt\b|\byou are now\b|\bas an ai\b",
    re.I,
)


class Wants(StrEnum):
    """The form of answer a question asks for."""

    STEPS = "steps"
    AMOUNT = "amount"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready for comparison. `variants` are its wordings alone and with earlier customer turns;
    `subject` the stems of what it is about; `named` those of them that it names; `capital` those of these that are
    written as names;
    `live` when only a look at the account can tell; `whether` the stems of what it asks a yes or no about;
    `dimensions` the kinds of amount that would answer; `amount` when nothing but an amount does."""

    variants: tuple[str, ...]
    wants: Wants
    live: bool
    whether: tuple[str, ...]
    subject: tuple[str, ...]
    named: tuple[str, ...]
    capital: tuple[str, ...]
    dimensions: frozenset[str]
    amount: bool
    text: str


def understand(brief: Brief) -> Question:
    """Read the question of a brief. Never raises; an empty question has no subject."""
    text = _clipped(brief.question)
    earlier = customer_turns(brief.history)
    subject = tuple(dict.fromkeys(s for s in map(stem, _content(text)) if s not in _COMMON_STEMS))[:_SUBJECT]
    asked = _COURTESY.sub(" ", text)
    written = {stem(word) for name in (*labels(asked), *names(asked)) for word in _content(name)}
    capital = tuple(s for s in subject if s in written and not s.isdigit())
    return Question(
        variants=_variants(text, earlier),
        wants=_form(text),
        live=bool(_LIVE.search(text) or _RECORD.search(text)),
        whether=_whether(text, subject),
        subject=subject,
        named=_named(text, subject, capital),
        capital=capital,
        dimensions=frozenset().union(
            *(k for word, k in _ASKED_DIMENSIONS.items() if re.search(rf"\b{word}", text, re.I))
        ),
        amount=bool(_ASKS_AMOUNT.search(text)),
        text=text,
    )


def _clipped(text: str) -> str:
    """A message without empty lines; of a very long one the two ends, for questions stand there, logs between."""
    text = "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    return text if len(text) <= 2 * _HALF else f"{text[:_HALF]}\n{text[-_HALF:]}"


def gives_orders(text: str) -> bool:
    """Whether a text tries to command the one who reads it, as prompt injections do."""
    return bool(_ORDERS.search(text))


def customer_turns(history: Sequence[Utterance]) -> list[str]:
    """What the customer said before, oldest first."""
    return [turn.text for turn in history if turn.role == "customer" and turn.text.strip()]


def absent(stems: Sequence[str], source: frozenset[str]) -> list[str]:
    """Those stems that a source has in no form: not as they are, longer or shorter, nor as a usual synonym."""
    return [s for s in stems if not _present(s, source) and not (s in _SAME and _present(_SAME[s], source))]


def _present(wanted: str, source: frozenset[str]) -> bool:
    if wanted in source:
        return True
    return len(wanted) >= 4 and any(
        (have.startswith(wanted) or wanted.startswith(have)) for have in source if len(have) >= 4
    )


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word not in STOP_WORDS]


def _variants(text: str, earlier: Sequence[str]) -> tuple[str, ...]:
    """The question alone, then after the last turn, the last two, and all of them."""
    counts = dict.fromkeys((0, 1, _CARRIED_TURNS, len(earlier)))
    found = ("\n".join([*earlier[len(earlier) - n :], text]) for n in counts if n <= len(earlier))
    return tuple(dict.fromkeys(variant[-1200:] for variant in found))


def _form(text: str) -> Wants:
    if _HOW_MUCH.search(text):
        return Wants.AMOUNT
    return Wants.STEPS if _HOW_TO.search(text) else Wants.FACT


def _whether(text: str, subject: Sequence[str]) -> tuple[str, ...]:
    """Of the subject's stems those in clauses like "can it export XML": not in what is told or lamented around them."""
    asked = " ".join(found.group() for found in _WHETHER.finditer(text) if not _HOW_TO.search(found.group()))
    within = frozenset(map(stem, _content(asked)))
    return tuple(s for s in subject if s in within and len(s) > 1 and not s.isdigit())


def _named(text: str, subject: Sequence[str], capital: Sequence[str]) -> tuple[str, ...]:
    """Names in the question, and what stands after a preposition: "pay with bitcoin", "a discount for nonprofits"."""
    after = tuple(_complements(text))
    words_of = dict.fromkeys(_content(text))
    found = [stem(word) for word in words_of if stem(word) in subject and any(one.startswith(word) for one in after)]
    return tuple(dict.fromkeys((*capital, *found)))


def _complements(text: str) -> Iterator[str]:
    """What follows each preposition, with its article and without, in lower case."""
    for place in _BEFORE_COMPLEMENT.finditer(text):
        yield text[place.end() :].lower()
        if article := _ARTICLE.match(text, place.end()):
            yield text[article.end() :].lower()
