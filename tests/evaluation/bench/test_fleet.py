"""What `bench fleet` makes of its rows, and the PostgreSQL that it starts."""

from __future__ import annotations

import psycopg
import pytest

from bot.errors import ConfigError
from bot.evaluation.bench import postgres
from bot.evaluation.bench.fleet import fleet_broken, fleet_figures
from bot.evaluation.bench.rows import Row


def request(number: int, first_post_s: float | None, event: str = "") -> Row:
    posts = []
    if first_post_s is not None:
        post = {"where": "thread", "kind": "answer", "post_id": f"p{number}", "said": f"s{number}"}
        posts = [post | {"ts": str(1_000 + first_post_s)}]
    plain = {"row": "request", "number": number, "asked_at": 1_000.0, "event": event, "clicks": [], "posts": posts}
    return plain | {"given_up_by_slack": False, "stale": 0}


def speed(processes: int, seconds: float, busy: float) -> Row:
    return {"row": "speed", "processes": processes, "decided": 60, "seconds": seconds, "busy": busy}


KILL: Row = {"row": "kill", "moment": "any", "connected": True, "down_s": 1.0, "up_s": 1.0, "long": False}
RUN: Row = {"row": "run", "seconds": 9.0}


def test_a_request_that_waited_over_a_minute_is_late_and_one_without_a_post_is_lost() -> None:
    rows = [speed(1, 30, 0.5), speed(2, 16, 0.6), request(1, 5), request(2, 61), request(3, None), KILL, RUN]
    figures = fleet_figures(rows)
    assert (figures["late"], figures["lost"], figures["doubled"]) == (1, 1, 0)
    assert figures["speedup"] == 1.88
    assert fleet_broken(figures, 1) == ["1 requests lost", "1 requests late"]


@pytest.mark.parametrize(("busy", "complaints"), [(0.95, 0), (0.5, 1)])
def test_a_small_speedup_is_excused_by_the_processor_alone(busy: float, complaints: int) -> None:
    figures = fleet_figures([speed(1, 30, 0.5), speed(2, 25, busy), request(1, 5), KILL, RUN])
    assert len(fleet_broken(figures, 1)) == complaints


async def test_a_server_of_its_own_holds_databases_and_is_gone_after() -> None:
    try:
        async with postgres.own_postgres() as server:
            address = postgres.make_database(server.address, "one")
            with psycopg.connect(address) as connection:
                assert connection.execute("SELECT current_database()").fetchone() == ("one",)
    except ConfigError:
        pytest.skip("PostgreSQL's own programs are not installed")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=2)


async def test_without_postgresql_a_line_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres.shutil, "which", lambda name: None)
    monkeypatch.setattr(postgres, "PLACES", ())
    with pytest.raises(ConfigError, match="install PostgreSQL"):
        async with postgres.own_postgres():
            pass
