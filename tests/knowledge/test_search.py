"""What a search returns to whom."""

from pathlib import Path

import pytest

from bot.domain import Audience, SearchQuery
from bot.knowledge.fusion import dense_share, fuse
from bot.knowledge.query import cleaned
from bot.knowledge.vector_engine import Found, Hit, SparseVector
from tests.fakes.embedding import WordEmbedder
from tests.knowledge.making import article, make_index, open_edge

NEAR, SAID = 1, 2
EXPORTS = [
    article("export-limits", "Exports hold many rows.", area="reports"),
    article("export-limits-pro", "Exports on Pro hold more rows.", plans=("Pro",), area="reports"),
    article("export-runbook", "Staff raise export rows by hand.", audience=Audience.INTERNAL, area="reports"),
    article("pay-invoices", "Pay invoices by card.", area="billing"),
]


async def ids(root: Path, query: SearchQuery, floor: float = 0.0) -> list[str]:
    index = open_edge(root, floor=floor)
    try:
        return [passage.article_id for passage in await index.search(query)]
    finally:
        await index.close()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (SearchQuery("export rows"), {"export-limits", "pay-invoices"}),
        (SearchQuery("export rows", plan="pro"), {"export-limits", "export-limits-pro", "pay-invoices"}),
        (SearchQuery("export rows", plan="Basic"), {"export-limits", "pay-invoices"}),
        (SearchQuery("export rows", for_staff=True), {article.id for article in EXPORTS}),
        (SearchQuery("export rows", product_areas=("billing",)), {"pay-invoices"}),
    ],
)
async def test_customers_see_what_is_public_and_for_their_plan(
    tmp_path: Path, query: SearchQuery, expected: set[str]
) -> None:
    make_index(tmp_path, EXPORTS)
    assert set(await ids(tmp_path, query)) == expected


async def test_a_copy_of_an_article_is_returned_once(tmp_path: Path) -> None:
    text = (
        "To invite a user open the settings, choose users, enter the address and send the invitation. It lasts 7 days."
    )
    near = text.replace("7 days", "a week")
    make_index(tmp_path, [article("invite-a-user", text), article("add-a-member", near), article("other", "Rows.")])
    found = await ids(tmp_path, SearchQuery("invite a user"))
    assert found[0] == "invite-a-user"
    assert "add-a-member" not in found


async def test_one_article_does_not_fill_the_list(tmp_path: Path) -> None:
    long = "\n\n".join(f"## Part {n}\n\nexport rows " + f"filler{n} " * 300 for n in range(5))
    make_index(tmp_path, [article("long", long), article("short", "export rows")])
    found = await ids(tmp_path, SearchQuery("export rows"))
    assert found.count("long") == 2
    assert "short" in found


async def test_words_together_say_more_than_the_same_words_apart(tmp_path: Path) -> None:
    apart = "Card fees are due in May. Rules for a refund follow."
    together = "Points fees are due in May. Rules for a card refund follow, and more of them."
    make_index(tmp_path, [article("apart", apart, title="x"), article("together", together, title="x")])
    # Its words alone put the shorter one first.
    assert await ids(tmp_path, SearchQuery("card")) == ["apart", "together"]
    assert await ids(tmp_path, SearchQuery("refund")) == ["apart", "together"]
    assert await ids(tmp_path, SearchQuery("a refund to my card")) == ["together", "apart"]


async def test_what_nothing_answers_finds_nothing(tmp_path: Path) -> None:
    make_index(tmp_path, EXPORTS)
    assert await ids(tmp_path, SearchQuery("zebra crossing colours"), floor=0.3) == []
    assert (await ids(tmp_path, SearchQuery("how many rows do exports hold"), floor=0.3))[0] == "export-limits"


@pytest.mark.parametrize("text", ["", " ", "🎉", "?!", "x" * 40_000, "مرحبا", "a\u0300\u0301" * 50, "<@U1> :wave:"])
async def test_any_text_can_be_searched_for(tmp_path: Path, text: str) -> None:
    make_index(tmp_path, EXPORTS)
    index = open_edge(tmp_path)
    found = await index.search(SearchQuery(text, history=(text,)))
    assert all(0 <= passage.score <= 1 for passage in found)
    await index.close()


async def test_a_follow_up_finds_what_the_first_message_was_about(tmp_path: Path) -> None:
    names = ("teal", "amber", "coral")
    areas = [
        article(f"{name}-fees", f"The fee of the {name} card is due monthly.", title=f"{name} card fees")
        for name in names
    ]
    make_index(tmp_path, [*areas, article("other", "Something else entirely.")])
    history = ("I have a question about the coral card",)
    assert (await ids(tmp_path, SearchQuery("and what is the fee?", history)))[0] == "coral-fees"


async def test_a_change_of_subject_leaves_the_old_one_behind(tmp_path: Path) -> None:
    make_index(tmp_path, EXPORTS)
    history = ("my export has too many rows", "the export rows again")
    assert (await ids(tmp_path, SearchQuery("pay invoices by card", history)))[0] == "pay-invoices"


async def test_a_clear_message_costs_one_embedding_whatever_was_said_before(tmp_path: Path) -> None:
    make_index(tmp_path, EXPORTS)
    embedder = WordEmbedder()
    index = open_edge(tmp_path, embedder)
    await index.search(SearchQuery("pay invoices Pay invoices by card", ("rows", "more rows")))
    assert len(embedder.embedded) == 1
    await index.close()


def test_few_words_lean_on_meaning_and_many_on_words() -> None:
    near, said = [Hit(NEAR, 0.9), Hit(SAID, 0.4)], [Hit(SAID, 9.0), Hit(NEAR, 4.0)]
    shares = [dense_share(SparseVector(range(count), (1.0,) * count)) for count in (1, 5, 10, 20, 90)]
    assert shares[0] == shares[1] > shares[2] > shares[3] == shares[4] >= 0.5
    found = Found(near, said, [])
    assert [entry.key for entry in fuse(found, shares[0])] == [NEAR, SAID]
    assert [entry.key for entry in fuse(found, 0.4)] == [SAID, NEAR]


def test_a_passage_with_one_near_sentence_rises_and_keeps_its_cosine() -> None:
    found = Found([Hit(NEAR, 0.9), Hit(SAID, 0.6)], [Hit(NEAR, 9.0), Hit(SAID, 7.0)], [Hit(SAID, 0.9), Hit(NEAR, 0.4)])
    assert [entry.key for entry in fuse(found._replace(told=[]), 0.6, 1.0)] == [NEAR, SAID]
    first, second = fuse(found, 0.6, 1.0)
    assert (first.key, first.cosine, second.key) == (SAID, 0.6, NEAR)
    assert 0 < second.score < first.score <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi team, how do I pay? Thanks a lot!", "team, how do I pay?"),
        ("<@U123> see https://x.example/y please :pray:", "see"),
        ("thanks!", "thanks!"),
        ("I want to say hello to Hilton", "I want to say to Hilton"),
    ],
)
def test_courtesy_and_markup_are_not_searched_for(text: str, expected: str) -> None:
    assert cleaned(text) == expected
