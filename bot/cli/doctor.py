"""`python -m bot doctor`: what keeps Earnest from working here, and how to fix it."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.doctor import Finding, Level, examine
from bot.platform.clock import SystemClock

_SIGNS = {Level.OK: "✓", Level.WARN: "!", Level.FAIL: "✗"}
_WORDS = {Level.OK: "ok", Level.WARN: "warn", Level.FAIL: "FAIL"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout: checks and ok.")] = False,
) -> None:
    """Check tokens, scopes, channels, model ids, index, database and clock; say how to fix each.

    Changes nothing, and may be run while the bot runs. Exits with 1 when a check fails; warnings do not count."""
    with _quiet():
        findings = asyncio.run(examine(Path(".env"), SystemClock().now))
    well = all(each.level is not Level.FAIL for each in findings)
    if as_json:
        typer.echo(json.dumps({"checks": [asdict(each) for each in findings], "ok": well}))
    else:
        typer.echo(_fitting("\n".join(report(findings, signs=_shows_signs()))))
    raise typer.Exit(0 if well else 1)


def report(findings: Sequence[Finding], *, signs: bool) -> Iterator[str]:
    """The lines a person reads; without `signs` in ASCII, as far as names and paths are."""
    marks = _SIGNS if signs else _WORDS
    mark_width = max(len(mark) for mark in marks.values())
    name_width = max((len(_plain(each.name)) for each in findings), default=0)
    arrow = "→" if signs else "->"
    for each in findings:
        yield f"{marks[each.level]:<{mark_width}}  {_plain(each.name):<{name_width}}  {_plain(each.what)}".rstrip()
        if each.fix:
            yield f"{'':{mark_width}}  {'':{name_width}}  {arrow} {_plain(each.fix)}"
    failed = sum(each.level is Level.FAIL for each in findings)
    warned = sum(each.level is Level.WARN for each in findings)
    yield ""
    yield f"{len(findings)} checks: {failed} failed, {warned} to look at."


def _plain(text: str) -> str:
    """On one line, without control characters: names of channels and articles are other people's words."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _shows_signs() -> bool:
    try:
        "✓✗→".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return sys.stdout.isatty()


def _fitting(text: str) -> str:
    """What stdout's encoding can hold: a report that dies of an ellipsis helps nobody."""
    encoding = sys.stdout.encoding or "ascii"
    return text.replace("…", "...").encode(encoding, "replace").decode(encoding)


@contextmanager
def _quiet() -> Iterator[None]:
    """The parts' own warnings say what the findings say."""
    ours = logging.getLogger("bot")
    before = ours.level
    ours.setLevel(logging.ERROR)
    try:
        yield
    finally:
        ours.setLevel(before)
