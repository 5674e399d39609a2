"""Who we are: an app that is installed for a whole organisation is refused in plain words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.doctor.finding import Level
from bot.doctor.tokens import check_bot_token
from bot.errors import PermanentError
from bot.platform.slack.sign_in import sign_in
from tests.fakes.slack import IDENTITY


class Gateway:
    """Slack, which says who we are."""

    def __init__(self, org_wide: bool) -> None:
        self._identity = replace(IDENTITY, org_wide=org_wide)

    async def identity(self) -> Any:
        return self._identity


async def test_an_organisations_token_is_refused_with_what_to_do() -> None:
    gateway: Any = Gateway(org_wide=True)
    with pytest.raises(PermanentError, match="installed for a whole Enterprise Grid organisation"):
        await sign_in(gateway)
    identity, finding = await check_bot_token(gateway)
    assert (identity, finding.level) == (None, Level.FAIL)
    assert "workspace's token" in finding.fix


async def test_a_workspaces_token_signs_in() -> None:
    gateway: Any = Gateway(org_wide=False)
    assert (await sign_in(gateway)).team_id == IDENTITY.team_id
