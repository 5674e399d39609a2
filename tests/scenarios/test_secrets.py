"""Planted secrets are in nothing that a run writes: not in logs at their loudest, answers, traces, metrics, tables,
backups, exports or complaints, and not when everything goes wrong."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import psycopg
import pytest
from psycopg import sql

from slack_sandbox import Options, Sandbox
from slack_sandbox.stage import Stage
from tests.fakes.databases import own_database
from tests.fakes.model_server import KEY, OVERLOADED, ModelServer
from tests.fakes.otlp_collector import Collector
from tests.platform.durable.waiting import until
from tests.scenarios.child import Child, installed, started
from tests.scenarios.disk import held

TRUSTED = "How do I reset my password?"
PASSWORD, COLLECTOR_KEY, TOOL_TOKEN, TOOL_VARIABLE = "pw-kestrel-1", "otlp-kestrel-2", "tool-kestrel-3", "cmd-kestrel-4"
PLANTED = {
    "the database's password": PASSWORD,
    "the collector's key": COLLECTOR_KEY,
    "the tool server's token": TOOL_TOKEN,
    "a variable of a tool's command": TOOL_VARIABLE,
}
COMMANDS = (
    ("doctor", "--json"),
    ("ask", TRUSTED, "--json"),
    ("report",),
    *(("export", what, "--no-redact") for what in ("audit", "tickets", "calls")),
)
TOOLS = {
    "orders": {
        "url": "http://127.0.0.1:9/mcp",
        "token_env": "ORDERS_TOKEN",
        "allow": {
            "export_status": {"intents": ["feature_question", "password_reset"], "about": ["password", "export"]}
        },
    },
    "stock": {
        "command": ["/nonexistent/stock"],
        "env": ["STOCK_KEY"],
        "allow": {"stock_status": {"intents": ["feature_question", "password_reset"], "about": ["password", "export"]}},
    },
}


@pytest.fixture
def database() -> Iterator[str]:
    """A database whose address holds a password, which the server does not ask for."""
    for address in own_database():
        yield address.replace("@", f":{PASSWORD}@", 1)


def secrets_file(folder: Path, name: str, value: str) -> str:
    path = folder / name
    path.write_text(f"{value}\n", encoding="utf-8")
    return str(path)


def rows(address: str) -> str:
    """All that stands in a database, ours and DBOS's."""
    found = []
    with psycopg.connect(address) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert len(tables) > 20
        for schema, table in tables:
            query = sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(schema, table))
            found += [str(row[0]) for row in connection.execute(query)]
    return "\n".join(found)


def leaks(where: str, written: str | bytes, secrets: dict[str, str]) -> list[str]:
    """Which secrets stand somewhere, plain or encoded."""
    data = written.encode() if isinstance(written, str) else written
    forms = {name: (value.encode(), base64.b64encode(value.encode())) for name, value in secrets.items()}
    return [f"{where} holds {name}" for name, those in forms.items() if any(form in data for form in those)]


async def everything_goes_wrong(bot: Child, sandbox: Sandbox, model: ModelServer) -> None:
    """Questions while models, tools, posts and the socket fail, and in the end the token."""
    stage = Stage(sandbox, patience_s=40.0)

    def fresh() -> str:
        return sandbox.new_shared_channel("acme-facilities").id

    async def ask(where: str) -> None:
        asked = await stage.say("dana", where, TRUSTED)
        await sandbox.wait_for(lambda: stage.cards(asked) or stage.posts(asked), 40)

    await ask(fresh())
    model.script(*(OVERLOADED for _ in range(6)))
    await ask(fresh())
    closed = fresh()
    sandbox.faults.refuse("chat.postMessage", "is_archived", channel=closed)
    await ask(closed)
    sandbox.faults.refuse("apps.connections.open", "internal_error", times=2)
    sandbox.drop_sockets()
    await bot.logged("Failed to retrieve WSS URL")


async def scraped(bot: Child) -> str:
    address = re.search(r"http://127\.0\.0\.1:\d+", bot.log)
    assert address
    async with aiohttp.ClientSession(address[0]) as http:
        texts = []
        for path in ("/metrics", "/health/ready", "/health/live"):
            async with http.get(path) as response:
                texts.append(await response.text())
    return "\n".join(texts)


@pytest.mark.slow  # it trains a classifier of its own
async def test_planted_secrets_are_in_nothing_that_a_run_writes(seeded: Path, tmp_path: Path, database: str) -> None:
    async with Sandbox(Options(rate_limits=False)) as sandbox, ModelServer() as model, Collector() as collector:
        secrets = {
            **PLANTED,
            "the bot's token": sandbox.bot_token,
            "the app's": sandbox.app_token,
            "the model's key": KEY,
        }
        settings = {
            "SLACK_BOT_TOKEN": "",
            "SLACK_BOT_TOKEN_FILE": secrets_file(tmp_path, "bot", sandbox.bot_token),
            "SLACK_APP_TOKEN": sandbox.app_token,
            "LLM_ENGINE": "claude",
            "ANTHROPIC_API_KEY_FILE": secrets_file(tmp_path, "key", KEY),
            "ANTHROPIC_BASE_URL": model.url,
            "DATABASE_URL_FILE": secrets_file(tmp_path, "database", database),
            "HTTP_PORT": "0",
            "LOG_LEVEL": "DEBUG",
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_EXPORTER_OTLP_HEADERS": f"authorization=Bearer%20{COLLECTOR_KEY}",
            "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "ORDERS_TOKEN": TOOL_TOKEN,
            "STOCK_KEY": TOOL_VARIABLE,
        }
        changes = {"thresholds": {"generation_deadline_s": 3}, "tools": TOOLS}
        bot = installed(seeded, tmp_path / "data", sandbox.api_url, changes, **settings)
        outputs = {}
        async with started(bot):
            await sandbox.connected()
            await everything_goes_wrong(bot, sandbox, model)
            outputs["the HTTP server"] = await scraped(bot)
            told = await asyncio.gather(*(bot.command(*command) for command in COMMANDS))
            outputs |= {" ".join(c): out + err for c, (_, out, err) in zip(COMMANDS, told, strict=True)}
            sandbox.faults.revoke_token()
            await Stage(sandbox).say("dana", sandbox.new_shared_channel("acme-facilities").id, TRUSTED)

            async def gone() -> bool:
                return not bot.process.running

            await until(gone, 90)
        wrong = {
            **bot.environment,
            "DATABASE_URL_FILE": secrets_file(tmp_path, "away", database.replace(":5432", ":9")),
        }
        _, out, err = await Child(bot.folder, wrong).command("run")
        assert "earnest: " in err
        outputs["a start without a database"] = out + err
        outputs["the tables"] = rows(database)
        outputs["the traces"] = "\n".join(map(str, collector.spans))
        assert collector.spans and "reset my password" in outputs["the traces"]
        files = {str(path): held(path) for path in bot.folder.rglob("*") if path.is_file()}
        assert {"child.log", "policy.yml"} <= {Path(name).name for name in files}
        found = [leak for where, written in (outputs | files).items() for leak in leaks(where, written, secrets)]
        assert found == []
        assert ("DEBUG" in bot.log and "***" in bot.log) or "the tool server" in bot.log


def test_a_secret_that_leaked_would_be_found() -> None:
    secret = {"the key": "kestrel-9"}
    assert leaks("a log", "x kestrel-9 y", secret) == ["a log holds the key"]
    assert leaks("a file", base64.b64encode(b"kestrel-9"), secret) == ["a file holds the key"]
    assert leaks("a log", "nothing", secret) == []
