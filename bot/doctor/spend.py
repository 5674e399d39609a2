"""How near is the month's limit of cost for language models?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.doctor.finding import Finding, fail, ok, warn
from bot.platform.claude.spending import month_of
from bot.policy import Policy
from bot.settings import Settings
from bot.store.database import Database
from bot.store.model_calls import cost_since
from bot.store.schema import Standing, read_schema

SPEND = "spend"
_FIX = "raise thresholds.spend.monthly_usd in the policy, or look at what is asked: `report`"


async def check_spend(settings: Settings, policy: Policy, now: Callable[[], datetime]) -> Sequence[Finding]:
    """Nothing to say without a model, a limit or a database. Raises ConfigError, TransientError, PermanentError."""
    limit = policy.thresholds.spend.monthly_usd
    if settings.llm_engine != "claude" or limit is None:
        return []
    if (await read_schema(settings.store_url)).standing is not Standing.CURRENT:
        return []
    database = Database(settings.store_url)
    try:
        spent = await cost_since(database, month_of(now()))
    finally:
        await database.close()
    told = f"${spent:.2f} of this month's ${limit:g} are spent"
    if spent >= limit:
        return [fail(SPEND, f"{told}: no model is asked any more", _FIX)]
    return [warn(SPEND, told, _FIX) if spent >= limit * policy.thresholds.spend.warn_at else ok(SPEND, told)]
