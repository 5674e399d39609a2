"""A draft on a desk card: each sentence beside the passage that supports it, unsupported ones marked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain import Passage, PostId, SentenceCheck
from bot.outbox.blocks.card_view import CardView
from bot.outbox.blocks.elements import Block, context, link, rich, rich_quote, rich_section, run
from bot.outbox.blocks.markdown_parts import is_code
from bot.outbox.blocks.message import SlackMessage, marked
from bot.outbox.blocks.mrkdwn import one_line, shorten, size
from bot.outbox.blocks.pieces import pieces
from bot.outbox.blocks.richtext import as_text, inline_runs, rich_parts
from bot.texts import card as words

_ON_THE_CARD = 5_500  # of rich text; what weighs more may not be whole on a card
_PART_ROOM = 9_000
_TEXT_MAX = 12_000
_MARKUP = re.compile(r"^[ \t]*(?:>|#+|[-*+]|\d+\.)\s+|[*`|]+|!?\[([^\]]*)\]\([^)]*\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a card is shown: texts in UTF-16 units, a number of sentences, whether drafts keep their markup."""

    question: int
    draft: int
    quote: int
    sentences: int
    line: int
    markup: bool = True


def draft_blocks(view: CardView, room: Room) -> list[Block]:
    """Blocks for the draft; none where there is no draft. Staff's own words are shown without evidence."""
    drafted = view.decision.drafted
    if not view.draft:
        return near_blocks(view, room)
    if view.final_text or drafted is None or not drafted.grounding.checks or drafted.generation.ask:
        asked = drafted is not None and drafted.generation.ask and not view.final_text
        heading = words.CLARIFYING if asked else words.FINAL
        return [rich([rich_section(run(heading, "bold"), run("\n")), *_as_far_as(view, room)])]
    passages = {passage.id: passage for passage in view.decision.passages}
    checks = drafted.grounding.checks
    parts = [rich_section(run(words.DRAFT, "bold"))]
    before: Passage | None = None
    for check in checks[: room.sentences]:
        passage = passages.get(check.passage_id) if check.passage_id else None
        parts += _sentence(check, passage, before, room)
        before = passage
    if len(checks) > room.sentences:
        parts.append(rich_section(run(words.more_sentences(len(checks) - room.sentences), "italic")))
    return [rich(parts), *_also_near(view)]


def card_parts(draft: str) -> tuple[str, ...]:
    """A draft that may be too long for its card, as the messages that show it in the card's thread; else none."""
    return pieces(draft, _PART_ROOM) if pieces(draft, _ON_THE_CARD)[1:] else ()


def card_part_message(post_id: PostId, draft: str, part: int) -> SlackMessage | None:
    """One of them; None where there is no such part."""
    parts = card_parts(draft)
    if part >= len(parts):
        return None
    label = words.draft_part(part + 1, len(parts))
    shown = rich_parts(parts[part])
    return marked(post_id, "card_part", f"{label}\n{as_text(shown)}", [context(label), rich(shown)], _TEXT_MAX)


def _as_far_as(view: CardView, room: Room) -> list[Block]:
    """A text cut at the border of a block, with word of what is left out."""
    first, *rest = pieces(view.draft, room.draft)
    if not room.markup:
        return [rich_section(run(shorten(first, room.draft)))]
    shown = rich_parts(first, keep_breaks=bool(view.final_text))
    return [*shown, rich_section(run(f"\n{words.GOES_ON}", "italic"))] if rest else shown


def _code(check: SentenceCheck, room: Room) -> list[Block]:
    """A block of code as it is, or its size and where to read it."""
    text = check.sentence.text
    if room.markup and size(text) <= room.draft:
        return rich_parts(text)
    return [rich_section(run(words.code_left_out(text.count("\n") - 1), "italic"))]


def near_blocks(view: CardView, room: Room) -> list[Block]:
    """The passages that may help where there is no draft, each with its link and its beginning; none without them."""
    if not view.near:
        return []
    parts = [rich_section(run(words.NEAR, "bold"))]
    for passage in view.near:
        where = [run(" — "), link(passage.url)] if passage.url else []
        said = best_quote(view.question, passage.text, room.quote)
        parts.append(rich_quote(run(one_line(passage.title, 120), "italic"), *where, run(f"\n“{said}”")))
    return [rich(parts)]


def _also_near(view: CardView) -> list[Block]:
    """Links to what is near beside what the draft cites; none without them."""
    named = [link(p.url, one_line(p.title, 80)) for p in view.near if p.url]
    between = [part for one in named for part in (one, run(" · "))][:-1]
    return [rich([rich_section(run(f"{words.ALSO_NEAR}: "), *between)])] if named else []


def _sentence(check: SentenceCheck, passage: Passage | None, before: Passage | None, room: Room) -> list[Block]:
    if is_code(check.sentence.text):
        return [*_code(check, room), *([] if check.supported else [_warning(check)])]
    lead = check.sentence.lead.strip()
    text = shorten(check.sentence.text.strip(), room.line)
    runs = [run(f"{lead} " if lead else ""), *(inline_runs(text) if room.markup else [run(text)])]
    if check.supported and passage is not None:
        return [rich_section(*runs), rich_quote(*_evidence(check, passage, before, room.quote))]
    if check.supported:
        return [rich_section(*runs)]
    return [rich_section(run("⚠ "), *runs), _warning(check)]


def _warning(check: SentenceCheck) -> Block:
    return rich_quote(run(f"⚠ {words.finding(one_line(check.finding, 200))}", "bold"))


def _evidence(check: SentenceCheck, passage: Passage, before: Passage | None, limit: int) -> list[Block]:
    """Where a sentence comes from. An article is named once for the sentences that follow each other from it, and what
    is quoted word for word is not printed twice."""
    quote = best_quote(check.sentence.text, passage.text, limit)
    same = before is not None and before.article_id == passage.article_id
    verbatim = _bare(check.sentence.text) == _bare(quote)
    said = words.VERBATIM if verbatim else f"“{quote}”"
    if same:
        return [run(f"{words.SAME_ARTICLE}: {said}")]
    where = [run(" — "), link(passage.url)] if passage.url else []
    return [run(one_line(passage.title, 120), "italic"), *where, run(f"\n{said}")]


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", _MARKUP.sub(r"\1", text).lower()))


def best_quote(sentence: str, passage: str, limit: int) -> str:
    """The part of a passage that shares most words with a sentence, on one line, without markup, about `limit` long."""
    pieces = [p for p in re.split(r"(?<=[.!?])\s+|\n+", _MARKUP.sub(r"\1", passage)) if p.strip(" -|")]
    wanted = _words(sentence)
    best = max(range(len(pieces)), key=lambda n: len(wanted & _words(pieces[n])), default=None)
    if best is None:
        return one_line(passage, limit)
    return one_line(pieces[best], limit)


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 2 or word.isdigit()}
