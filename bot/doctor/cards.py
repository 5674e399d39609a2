"""Do cards reach the desk, and are reactions heard when they are taken off? The bot's own tables tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bot.doctor.finding import Finding, counted, fail, ok, warn
from bot.errors import EarnestError
from bot.listen.reactions import REMOVED_HEARD
from bot.outbox.desk_alert import DESK_REFUSED
from bot.outbox.post_intents import PostKind
from bot.people.channel_book import ALIAS_KEY
from bot.policy import Policy
from bot.store.database import Database
from bot.store.meta import Meta
from bot.store.schema import Standing, read_schema
from bot.store.waiting_posts import Waiting, waiting_of
from bot.texts import refusals

CARDS, REACTIONS = "waiting cards", "reactions taken off"
LATE_S = 60.0
_IMPORT = (
    "import manifest.yml again on the app's page (it subscribes reaction_removed) and reinstall the app; "
    "the first reaction that is taken off then clears this"
)


async def check_cards(url: str, policy: Policy, now: Callable[[], datetime]) -> Sequence[Finding]:
    """Nothing to say before the bot has made its tables. `url` is the database's. Raises our errors."""
    if (await read_schema(url)).standing is not Standing.CURRENT:
        return []
    database = Database(url)
    try:
        meta = Meta(database)
        refused, removed = await meta.get(DESK_REFUSED), await meta.get(REMOVED_HEARD)
        waiting = await waiting_of(database, PostKind.CARD)
    finally:
        await database.close()
    found = [_cards(waiting, refused or "", policy, now())]
    return [*found, warn(REACTIONS, *_unheard())] if removed == "unheard" else found


async def known_ids(url: str) -> dict[str, str]:
    """The ids that the policy's names, and older ids, were found to stand for; none where the tables do not tell."""
    try:
        if (await read_schema(url)).standing is not Standing.CURRENT:
            return {}
        database = Database(url)
        try:
            stored = await Meta(database).starting_with(ALIAS_KEY)
        finally:
            await database.close()
    except EarnestError:
        return {}
    return {key.removeprefix(ALIAS_KEY): value for key, value in stored.items()}


def _cards(waiting: Waiting, refused: str, policy: Policy, now: datetime) -> Finding:
    since, _, code = refused.partition(" ")
    if refused:
        told = "" if policy.desk.alert else "; list user ids in desk.alert, so that somebody is told in Slack next time"
        what = f"{counted(waiting.count, 'card')} cannot be posted since {_short(since)}"
        return fail(CARDS, f"{what}: {refusals.what(code)} ({code})", f"{refusals.fix(code)}; they follow then{told}")
    if waiting.oldest is None or (now - waiting.oldest).total_seconds() < LATE_S:
        return ok(CARDS, "none waits to be posted to the desk")
    what = f"{counted(waiting.count, 'card')} not posted yet, the first since {_short(waiting.oldest.isoformat())}"
    because = f": {waiting.why}" if waiting.why else ""
    return warn(CARDS, f"{what}{because}", "look whether the bot runs (`python -m bot run`), and into its log")


def _unheard() -> tuple[str, str]:
    what = "Slack has told of none since this version was installed; an older app does not subscribe them"
    return f"{what}, so that taking an emoji back changes nothing", _IMPORT


def _short(moment: str) -> str:
    """`2026-11-27 11:20 UTC`."""
    return f"{datetime.fromisoformat(moment).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
