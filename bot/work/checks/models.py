"""Can the configured language models be asked?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.settings import Settings
from bot.work.checks.finding import Finding, Level, ok

MODELS = "language model"


async def check_models(settings: Settings) -> Sequence[Finding]:
    """Key, address and model ids of LLM_ENGINE=claude; the extractive engine needs none. Raises ConfigError."""
    if settings.llm_engine != "claude":
        return [ok(MODELS, "LLM_ENGINE=extractive quotes the knowledge base; no key and no network needed")]
    # Imported here because the SDK takes seconds to load, and most installs do without it.
    from bot.adapters.claude import doctor
    from bot.adapters.claude.build import models
    from bot.adapters.claude.client import open_client

    async with open_client(settings) as client:
        found = await doctor.check_models(client, models(settings))
    return [Finding(each.setting, Level(each.status), each.text, each.mend) for each in found]
