"""Reaches everything that Earnest reaches over HTTPS, as the environment says, and prints what became of each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from pydantic import SecretStr

from bot.domain import TeamId, UserId
from bot.errors import EarnestError
from bot.knowledge.load.fetch import fetch_text as fetch
from bot.platform.claude.client import open_client
from bot.platform.slack.facts import Identity
from bot.platform.slack.gateway import SlackGateway
from bot.platform.slack.limits import RateGate
from bot.platform.slack.socket import Socket, bolt_app, web_client, web_session
from bot.settings import Settings

IDENTITY = Identity(TeamId("T1"), UserId("U1"), "B1", "", frozenset())


async def slack() -> None:
    async with web_session() as session:
        client = web_client("xoxb-1", "https://slack.example/api/", session)
        await SlackGateway(client, RateGate(asyncio.get_running_loop().time)).identity()


async def socket() -> None:
    async with web_session() as session:
        client = web_client("xoxb-1", "https://slack.example/api/", session)
        greeted = asyncio.Event()

        async def hello() -> None:
            greeted.set()

        made = Socket(bolt_app(client, IDENTITY), "xapp-1", client)
        async with asyncio.timeout(5):
            await made.connect(hello)
            await greeted.wait()
        await made.close()


async def model() -> None:
    settings = Settings.model_construct(
        anthropic_api_key=SecretStr("sk-test-1"), anthropic_base_url="https://models.example"
    )
    async with open_client(settings, 5.0) as client:
        await client.models.list()


async def articles() -> None:
    await asyncio.to_thread(fetch, "https://kb.example/articles.html")


async def main() -> None:
    parts: dict[str, Callable[[], Awaitable[None]]] = {
        "slack": slack,
        "socket": socket,
        "model": model,
        "articles": articles,
    }
    told = {}
    for name, part in parts.items():
        try:
            await part()
            told[name] = "reached"
        except (EarnestError, Exception) as error:
            told[name] = type(error).__name__
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
