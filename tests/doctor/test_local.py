"""What doctor says of this machine: environment, policy, index, articles, database, folders, models."""

import asyncio
import os
import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.doctor import examine
from bot.doctor.bounded import bounded
from bot.doctor.finding import ok
from bot.doctor.hidden import hidden
from bot.domain import Usage
from bot.errors import ConfigError
from bot.platform.locks import data_dir_lock
from bot.platform.qdrant.server import ServerWriter, alias_of
from bot.settings import Settings
from bot.store.store import Store
from tests.doctor.install import NOBODY, Install
from tests.fakes.clock import ManualClock
from tests.fakes.model_server import KEY, ModelServer
from tests.fakes.qdrant_server import QdrantServer

PASSWORD = "hunter22"  # noqa: S105


async def test_with_nothing_set_up_each_missing_thing_has_its_fix(
    install: Install, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    install.env = {"SLACK_API_URL": install.env["SLACK_API_URL"]}
    report = await install.look()
    failed = {each.name for each in report.all if each.level == "fail"}
    assert failed == {"policy", "bot token", "app token", "knowledge index"}
    assert all(each.fix for each in report.not_ok())
    assert "kb sync" in report["knowledge index"].fix
    assert "not there yet" in report["database"].what
    assert "not there yet" in (await install.look())["database"].what, "looking must not make it"


async def test_an_unknown_key_in_the_env_file_is_named_and_its_value_is_not(install: Install) -> None:
    install.env["SLACK_TOKEN"] = PASSWORD
    report = await install.look()
    assert [each.name for each in report.all] == ["environment"]
    assert "SLACK_TOKEN" in report["environment"].what
    assert PASSWORD not in report["environment"].what + report["environment"].fix


async def test_an_env_file_that_is_no_text_is_a_finding(install: Install) -> None:
    env_file = install.write()
    env_file.write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe\n")
    (found,) = await examine(env_file, install.now)
    assert (found.name, found.level) == ("environment", "fail")
    assert "UTF-8" in found.fix


async def test_a_wrong_policy_names_file_and_key_and_the_rest_is_still_checked(install: Install) -> None:
    install.policy["desks"] = {}
    report = await install.look()
    assert report["policy"].level == "fail"
    assert "support.yml: desks" in report["policy"].what
    assert report["database"].level == "ok"


async def test_an_index_says_how_old_it_is_and_what_changed_since(install: Install) -> None:
    now = install.now()
    install.build_index(at=now - timedelta(days=3, hours=1))
    report = await install.look()
    assert report["knowledge index"].what == "1 article, 1 passage, built 3 days ago"
    assert report["articles"].level == "ok"
    install.article("sites", date.today())
    (readable, behind) = (await install.look()).every("articles")
    assert readable.what == "2 can be read"
    assert behind.what == "1 new since the index was built"
    assert "kb sync" in behind.fix
    assert list((install.root / "data" / "index" / "copies").iterdir()) == []


async def test_an_index_of_another_model_fails_with_its_fix(install: Install) -> None:
    install.build_index(model="another-model@1234")
    found = (await install.look())["knowledge index"]
    assert found.level == "fail"
    assert "another-model@1234" in found.what
    assert "kb sync" in found.fix


async def test_a_qdrant_server_tells_version_collection_and_vectors_and_what_it_lost(install: Install) -> None:
    with QdrantServer() as server:
        install.env["QDRANT_URL"] = server.url
        assert "kb sync" in (await install.look())["knowledge index"].fix
        await asyncio.to_thread(install.build_index, writer=ServerWriter(server.url, install.embedding))
        found = (await install.look())["Qdrant server"]
        assert (found.level, "1 passage, vectors of 8 numbers" in found.what) == ("ok", True)
        assert found.what.startswith(f"Qdrant 1.19.0, collection {alias_of(install.embedding)}_000001-test")
        server.version = "1.15.5"
        found = (await install.look())["Qdrant server"]
        assert (found.level, found.fix) == ("warn", "upgrade the server to 1.16")
        server.version = "1.16.0"
        manifest = install.root / "data" / "index" / "builds" / "000001-test" / "manifest.json"
        written = manifest.read_text()
        manifest.write_text(written.replace('"dimension": 8', '"dimension": 9'))
        assert "where this model makes 9" in (await install.look())["Qdrant server"].what
        manifest.write_text(written.replace('"points": 1', '"points": 2'))
        lost = (await install.look())["Qdrant server"]
        assert (lost.level, lost.fix) == ("fail", "run `python -m bot kb sync --rebuild`")
    assert server.broken == []
    assert "did not answer" in (await install.look())["knowledge index"].what


@pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")  # loopback
async def test_a_qdrant_server_that_asks_for_a_key_is_shown_it(install: Install) -> None:
    with QdrantServer() as server:
        server.key, install.env["QDRANT_URL"] = "key-1-secret", server.url
        assert "check QDRANT_API_KEY" in (await install.look())["knowledge index"].what
        install.env["QDRANT_API_KEY"] = server.key
        assert "kb sync" in (await install.look())["knowledge index"].fix


async def test_a_damaged_index_fails_with_its_fix(install: Install) -> None:
    folder = install.root / "data" / "index"
    folder.mkdir(parents=True)
    (folder / "current").write_text("000009-gone")
    found = (await install.look())["knowledge index"]
    assert (found.level, "kb sync" in found.fix) == ("fail", True)


async def test_articles_without_any_review_date_are_told_in_one_line_with_what_gives_them_one(install: Install) -> None:
    for path in (install.root / "articles").glob("*.md"):
        path.write_text("---\ntitle: Seats\n---\nAn account has ten seats.\n")
    found = (await install.look())["stale articles"]
    assert (found.level, found.what) == ("warn", "no article has a review date: nothing can be answered alone")
    assert "set `reviewed_at: git`" in found.fix
    install.policy["knowledge"] = {"sources": [{"path": "articles", "reviewed_at": "git"}]}
    found = (await install.look())["stale articles"]
    assert found.level == "warn" and "git" in found.fix and "set `reviewed_at" not in found.fix
    install.policy["knowledge"] = {"sources": [{"path": "articles", "reviewed_at": "exempt"}]}
    found = (await install.look())["stale articles"]
    assert found.level == "ok" and "exempt by the policy" in found.what


async def test_stale_and_unreadable_articles_are_warnings(install: Install) -> None:
    install.article("sites", date.today() - timedelta(days=61))
    (install.root / "articles" / "broken.md").write_text("---\ntitle: [\n---\nNo.\n")
    report = await install.look()
    assert report["stale articles"].level == "warn"
    assert "1 of 2" in report["stale articles"].what
    assert "sites" in report["stale articles"].what
    assert report["articles"].level == "warn"
    assert "broken.md" in report["articles"].fix


async def test_sources_that_are_not_there_fail(install: Install) -> None:
    install.policy["knowledge"] = {"sources": ["nowhere"]}
    found = (await install.look())["articles"]
    assert (found.level, "nowhere" in found.what) == ("fail", True)


async def test_sources_behind_an_address_are_not_asked(install: Install) -> None:
    install.policy["knowledge"] = {"sources": ["http://127.0.0.1:9/help_center.json"]}
    assert (await install.look())["articles"].level == "ok"


async def test_a_migrated_database_is_current_and_a_later_one_is_refused(install: Install) -> None:
    file = install.root / "store.db"
    url = f"sqlite+aiosqlite:///{file}"
    install.env["DATABASE_URL"] = url
    await (await Store.open(url, ManualClock(), lambda: "id")).close()
    assert "are current" in (await install.look())["database"].what
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_next_year'")
        connection.execute("UPDATE meta SET value = 'from_next_year' WHERE key = 'schema:serves since'")
    connection.close()
    found = (await install.look())["database"]
    assert (found.level, "newer version" in found.what) == ("fail", True)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"mysql://me:{PASSWORD}@127.0.0.1/x", "mysql"),
        (f"postgresql+asyncpg://me:{PASSWORD}@127.0.0.1:9/x", "reached"),
        (PASSWORD, "not an address"),
    ],
)
async def test_a_database_that_cannot_be_opened_fails_without_its_password(
    install: Install, address: str, said: str
) -> None:
    install.env["DATABASE_URL"] = address
    found = (await install.look())["database"]
    assert (found.level, said in found.what, bool(found.fix)) == ("fail", True, True)
    assert PASSWORD not in found.what + found.fix


async def test_a_file_that_is_no_database_fails(install: Install) -> None:
    (install.root / "store.db").write_text("This is a letter, and a long one at that. " * 40)
    install.env["DATABASE_URL"] = f"sqlite+aiosqlite:///{install.root}/store.db"
    assert (await install.look())["database"].level == "fail"


@pytest.mark.parametrize("data_dir", ["support.yml", "support.yml/below"])
async def test_a_data_folder_that_cannot_be_one_fails(install: Install, data_dir: str) -> None:
    install.env["DATA_DIR"] = data_dir
    assert (await install.look())["data folder"].level == "fail"


async def test_a_data_folder_that_everybody_can_read_is_told(install: Install) -> None:
    (install.root / "data").mkdir(exist_ok=True)
    for rights, level in ((0o755, "warn"), (0o700, "ok")):
        (install.root / "data").chmod(rights)
        assert (await install.look())["data folder"].level == level


async def test_a_running_bot_is_told_and_one_that_died_is_not(install: Install) -> None:
    data_dir = install.root / "data"
    with data_dir_lock(data_dir):
        assert str(os.getpid()) in (await install.look())["running bot"].what
    assert "none" in (await install.look())["running bot"].what
    with data_dir_lock(data_dir):  # looking has left no lock behind
        (data_dir / "run.lock").write_text("not a number")
        assert (await install.look())["running bot"].level == "ok"


async def test_an_incomplete_model_folder_is_named(install: Install) -> None:
    (install.root / "model" / "tokenizer.json").unlink()
    found = (await install.look())["embedding model"]
    assert (found.level, "tokenizer.json" in found.what) == ("fail", True)


async def test_a_model_that_fastembed_fetches_is_said_to_be_fetched(install: Install) -> None:
    install.env["EMBEDDING_MODEL"] = "BAAI/bge-small-en-v1.5"
    found = (await install.look())["embedding model"]
    assert (found.level, "on first use" in found.what) == ("ok", True)
    assert "checksums right" not in found.what


async def test_a_key_pasted_into_the_wrong_place_is_not_repeated(install: Install) -> None:
    install.env["ANTHROPIC_API_KEY"] = PASSWORD
    install.policy["knowledge"]["sources"] = [PASSWORD]
    found = (await install.look())["articles"]
    assert "[hidden]" in found.what
    assert PASSWORD not in found.what


async def test_the_opening_hours_are_told_in_their_own_zone(install: Install) -> None:
    install.now = lambda: datetime(2026, 11, 20, 16, 59, tzinfo=UTC)
    assert (await install.look())["hours"].what == "Fri 17:59 in Europe/Berlin: open until 18:00"
    install.policy["hours"]["days"] = []
    assert (await install.look())["hours"].level == "warn"


async def test_claude_without_a_key_fails_and_with_one_its_models_are_asked_for(install: Install) -> None:
    install.env["LLM_ENGINE"] = "claude"
    found = (await install.look())["language model"]
    assert (found.level, "ANTHROPIC_API_KEY" in found.what) == ("fail", True)
    async with ModelServer() as server:
        install.env |= {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": server.url, "ANSWER_MODEL": "claude-none"}
        report = await install.look()
    assert (report["ANSWER_MODEL"].level, report["CLASSIFY_MODEL"].level) == ("fail", "ok")


@pytest.mark.parametrize(("spent", "level"), [(0.5, "ok"), (8.5, "warn"), (10.0, "fail")])
async def test_a_limit_of_cost_that_is_near_or_reached_is_told(install: Install, spent: float, level: str) -> None:
    install.env |= {"LLM_ENGINE": "claude", "ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": NOBODY}
    install.policy["thresholds"] = {"spend": {"monthly_usd": 10}}
    store = await Store.open(f"sqlite+aiosqlite:///{install.root / 'data' / 'earnest.db'}", ManualClock(), lambda: "id")
    await store.calls.open(Usage("claude-haiku-5-5", "answer", cost_usd=spent), None)
    await store.close()
    install.now = ManualClock().now
    found = (await install.look())["spend"]
    assert (found.level, f"${spent:.2f} of this month's $10" in found.what) == (level, True)


async def test_a_tool_that_cannot_be_called_is_told(install: Install) -> None:
    intent = next(iter(install.policy["intents"]))
    entry = {"url": "http://127.0.0.1:9/mcp", "allow": {"export_status": {"intents": [intent]}}}
    install.policy["tools"] = {"orders": entry}
    found = (await install.look())["tools.orders"]
    assert (found.level, "export_status cannot be used" in found.what) == ("warn", True)


async def test_whatever_a_check_raises_becomes_a_finding_without_its_text() -> None:
    async def broken() -> list[object]:
        raise ValueError(PASSWORD)

    (found,) = await bounded("a check", broken, 1.0)  # type: ignore[arg-type]
    assert found.level == "fail"
    assert PASSWORD not in found.what + found.fix


async def test_a_configuration_error_is_split_into_what_and_fix() -> None:
    async def wrong() -> list[object]:
        raise ConfigError("KEY: missing; set it in .env")

    (found,) = await bounded("a check", wrong, 1.0)  # type: ignore[arg-type]
    assert (found.what, found.fix) == ("KEY: missing", "set it in .env")


def test_secrets_are_taken_out_of_what_other_parts_say() -> None:
    settings = Settings(
        _env_file=None,
        slack_bot_token="xoxb-1-secret",  # noqa: S106
        database_url="postgresql+asyncpg://me:p%40ss%3Aword@host/x",
    )
    (found,) = hidden([ok("x", "xoxb-1-secret and p@ss:word and p%40ss%3Aword and me")], settings)
    assert found.what == "[hidden] and [hidden] and [hidden] and me"


async def test_a_team_without_an_owner_and_a_name_that_cannot_be_notified_are_told(install: Install) -> None:
    install.policy["teams"] = {"support": {}, "billing": {"oncall": {"rotation": ["Ada", "U012AB3CD"]}}}
    nobody, mute = (await install.look()).every("on call")
    assert (nobody.level, mute.level) == ("warn", "warn")
    assert "support: nobody is on call" in nobody.what
    assert "teams.support.oncall" in nobody.fix
    assert "'Ada' is no user id" in mute.what
    install.policy["teams"] = {"support": {"oncall": {"rotation": ["U012AB3CD"]}}}
    assert (await install.look())["on call"].what == "now support: U012AB3CD"
