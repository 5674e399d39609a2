"""How an answer is judged on a site that nobody fitted anything on, and how its articles are read."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.domain import (
    ArticleId,
    Classification,
    Decision,
    Drafted,
    Generation,
    Grounding,
    IntentScore,
    Passage,
    PassageId,
    Sentence,
    Source,
    Tier,
)
from bot.errors import ConfigError
from bot.evaluation.site.data import Asked, Site, read_asked, read_site
from bot.evaluation.site.judge import Outcome, judged
from bot.evaluation.site.markdown import to_markdown
from bot.evaluation.site.play import figures
from bot.language.sentences import Kind, units

UNITS = (
    ("Boards", "Boards hold cards."),
    ("Boards > Limits", "A board holds 500 cards."),
    ("Boards > Limits", "Archived cards do not count."),
    ("Boards > Limits", "Ask us for more."),
    ("Boards > Export", "To export a board, open **Menu** and select **Export**."),
)
SITE = Site((), {"boards": UNITS})
LIMIT = Asked("how many cards fit on a board?", "boards", (1, 2))
NOBODY = Asked("can boards be printed?", "boards", ())


def decision(*quoted: str, tier: Tier = Tier.REVIEWED, cites: str = "boards") -> Decision:
    passage = Passage(PassageId(f"{cites}#1"), ArticleId(cites), cites, "")
    generation = Generation("made", tuple(Sentence(text, (passage.id,)) for text in quoted))
    drafted = Drafted(generation if quoted else Generation("made", escalate="nothing"), Grounding())
    sources = (Source(ArticleId(cites), cites),) if quoted else ()
    found = Classification((IntentScore("question", 1.0),))
    return Decision(tier, (), found, "support", passages=(passage,), drafted=drafted, sources=sources)


def outcome(asked: Asked, *quoted: str, tier: Tier = Tier.REVIEWED, cites: str = "boards") -> Outcome:
    return judged(asked, decision(*quoted, tier=tier, cites=cites), SITE, 1.0)


def test_an_answer_is_right_when_it_gives_the_answering_sentences() -> None:
    whole = outcome(LIMIT, "A board holds **500 cards**.", "Archived cards do not count.")
    assert (whole.right, whole.exact, whole.linked) == (True, True, True)
    half = outcome(LIMIT, "A board holds 500 cards.")
    assert (half.right, half.exact) == (True, False)


def test_what_was_not_asked_makes_an_answer_wrong_and_a_neighbour_does_not() -> None:
    beside = outcome(LIMIT, "A board holds 500 cards.", "Ask us for more.")
    assert (beside.right, beside.exact) == (True, False)
    assert not outcome(LIMIT, "A board holds 500 cards.", UNITS[4][1]).right
    assert not outcome(LIMIT, "Boards of other products hold less.").right


def test_every_draft_for_a_question_that_nothing_answers_is_wrong() -> None:
    said = outcome(NOBODY, "Boards hold cards.", tier=Tier.ANSWERED)
    assert (said.drafted, said.posted, said.right, said.linked) == (True, True, False, False)
    assert not outcome(NOBODY, tier=Tier.ASSISTED).drafted


def test_the_figures_keep_drafts_links_and_posts_apart() -> None:
    found = figures(
        [
            outcome(LIMIT, "A board holds 500 cards.", tier=Tier.ANSWERED),
            outcome(LIMIT, "Boards hold paper.", cites="paper"),
            outcome(LIMIT, tier=Tier.ASSISTED),
            outcome(NOBODY, "Boards hold cards.", tier=Tier.ANSWERED),
            outcome(NOBODY, tier=Tier.ASSISTED),
        ]
    )
    assert found["drafted"] == pytest.approx(0.6667)
    assert found["drafts_right"] == 0.5
    assert found["near_right"] == pytest.approx(0.3333)
    assert found["drafted_unanswerable"] == 0.5
    assert found["posted_wrong"] == 0.2


def test_sentences_with_headings_become_markdown_and_sentences_again() -> None:
    listed = [
        ("Moving", "You can move a board."),
        ("Moving", "Nothing is lost."),
        ("Moving > Steps", "1."),
        ("Moving > Steps", "Open the board."),
        ("Moving > Steps", "2."),
        ("Moving > Steps", "Select **Move**."),
        ("Limits", "| plan | boards |"),
        ("Limits", "| Free | 3 |"),
    ]
    text = to_markdown(listed)
    found = units(text)
    assert [u.text for u in found if u.kind is Kind.STEP] == ["Open the board.", "Select **Move**."]
    assert [u.heading for u in found if u.kind is Kind.STEP] == ["Steps", "Steps"]
    assert [u.plain for u in found if u.kind is Kind.ROW] == ["Free: boards 3"]
    assert "You can move a board. Nothing is lost." in text


def test_answers_are_named_by_number_or_word_for_word(tmp_path: Path) -> None:
    kb, questions = tmp_path / "kb.jsonl", tmp_path / "questions.jsonl"
    kb.write_text(json.dumps({"id": "boards", "title": "Boards", "units": UNITS}))
    row = {"article": "boards", "question": "how many?", "answerable": True}
    questions.write_text("\n".join(json.dumps({**row, "answer": [one]}) for one in (1, "A board holds 500 cards.")))
    site = read_site(kb, date(2026, 11, 1))
    assert [asked.answer for asked in read_asked(questions, site)] == [(1,), (1,)]
    assert site.articles[0]["reviewed_at"] == "2026-11-01"
    for wrong in ([], [77], ["Not there."]):
        questions.write_text(json.dumps({**row, "answer": wrong}))
        with pytest.raises(ConfigError, match="answer"):
            read_asked(questions, site)


def test_a_folder_of_markdown_is_a_site_too(tmp_path: Path) -> None:
    (tmp_path / "boards.md").write_text(
        "---\nid: boards\ntitle: Boards\n---\n# Limits\n\nA board holds 500 cards. Archived cards do not count.\n"
    )
    site = read_site(tmp_path, date(2026, 11, 1))
    assert site.units["boards"] == (
        ("Limits", "A board holds 500 cards."),
        ("Limits", "Archived cards do not count."),
    )
