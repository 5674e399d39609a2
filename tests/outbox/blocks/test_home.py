"""App Home: Slack takes the page in both forms, however much there is, and nothing in it calls anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.outbox.blocks import HomeView, IntentLine, OpenCard, home_view
from tests.outbox.blocks.limits import check_harmless, check_view, seen

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
HOSTILE = "<!channel> <@U123> " + "x" * 400


@pytest.mark.parametrize("number", [0, 1, 200])
@pytest.mark.parametrize("plain", [False, True])
def test_slack_takes_the_page_however_much_there_is(number: int, plain: bool) -> None:
    cards = tuple(OpenCard(HOSTILE, HOSTILE, NOW - timedelta(days=2), "https://x.slack.com/a") for _ in range(number))
    lines = tuple(IntentLine(f"{HOSTILE}{n}", HOSTILE, n, n, "90 % (77 to 96) of 40") for n in range(number))
    page = home_view(HomeView(cards, {"Drafts": 3}, NOW, "now", lines), plain=plain)
    check_view(page)
    check_harmless("", page["blocks"])
    assert [block["type"] for block in page["blocks"]].count("table") == (bool(number) and not plain)
    assert ("90 % (77 to 96) of 40" in seen(page["blocks"])) == bool(number)
