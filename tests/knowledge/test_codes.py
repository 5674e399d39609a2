"""Codes and error names match whole, and one that the articles do not know finds nothing."""

from pathlib import Path

import pytest

from bot.domain import SearchQuery, Standing
from bot.knowledge.codes import asked_for, codes
from bot.knowledge.outdated import outdated_behind
from tests.knowledge.making import article, make_index, open_edge

KB = [
    article("ppr-9087", "PPR-9087 means that the mailbox is full. Empty it, then send again.", title="Error PPR-9087"),
    article("ppr-9100", "PPR-9100 means that the sender is blocked. Ask your administrator.", title="Error PPR-9100"),
    article("refused", "ERR_CONNECTION_REFUSED appears when the port is closed. Open port 443.", title="No connection"),
    article("orders", "Orders ship within a day. You find the order number in the mail we sent.", title="Orders"),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("codes")
    make_index(folder, KB)
    return folder


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What does PPR-9087 mean?", "ppr-9087"),
        ("we keep getting ppr-9100 when sending mail to a mailbox that is full", "ppr-9100"),
        ("PPR9087?", "ppr-9087"),
        ("What does PPR-9088 mean?", None),
        ("sending fails with PPR-9086 since this morning although the mailbox is empty", None),
        ("ERR_CONNECTION_REFUSED in the log", "refused"),
        ("ERR_CONNECTION_RESET in the log", None),
        ("I see a TimeoutException whenever I open the mailbox", None),
        ("When will my order ORD-55512 ship?", "orders"),
        ("my invoice INV-2041 and order number PPR-9999 are missing, where do I find the order number", "orders"),
    ],
)
async def test_a_code_finds_its_own_article_or_nothing(root: Path, question: str, first: str | None) -> None:
    index = open_edge(root)
    found = [passage.article_id for passage in await index.search(SearchQuery(question))]
    await index.close()
    assert (found[0] if found else None) == first
    assert not {"ppr-9087", "ppr-9100"} & set(found[:1]) - {first}


@pytest.mark.parametrize(
    "text",
    ["On 3 May at 10:30 we pay 20 USD", "version 2.10.3", "mp3 and S3 and a 4K video", "call +1 555 0100", "the IPv4"],
)
def test_other_numbers_are_no_codes(text: str) -> None:
    assert codes(text) == ()


def test_what_a_customer_names_as_theirs_is_not_asked_for() -> None:
    assert [code.text for code in asked_for("my ticket SUP-4411 says error TS-2304")] == ["ts2304"]


def test_what_no_longer_holds_ranks_behind_what_replaces_it() -> None:
    from dataclasses import replace

    from bot.knowledge.chunk import chunk

    old = replace(article("old", "The old way."), standing=Standing.DEPRECATED, superseded_by="new")
    passages = [chunk(one)[0] for one in (old, *(article(f"a{n}") for n in range(6)), article("new", "The new way."))]
    order = [passage.article_id for passage in outdated_behind(passages)]
    assert order == ["a0", "a1", "a2", "a3", "a4", "a5", "new", "old"]
    assert [p.article_id for p in outdated_behind(passages[:3])] == ["a0", "a1", "old"]
