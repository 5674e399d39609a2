"""Can the configured language models be asked?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.doctor.finding import Finding, Level, ok
from bot.settings import Settings

MODELS = "language model"


async def check_models(settings: Settings) -> Sequence[Finding]:
    """Key, address and model ids of LLM_ENGINE=claude; the extractive engine needs none. Raises ConfigError."""
    if settings.llm_engine != "claude":
        return [ok(MODELS, "LLM_ENGINE=extractive quotes the knowledge base; no key and no network needed")]
    # Imported here because the SDK takes seconds to load, and most installs do without it.
    from bot.claude import models
    from bot.platform.claude import availability as doctor
    from bot.platform.claude.client import open_client

    async with open_client(settings) as client:
        found = await doctor.check_models(client, models(settings))
    return [Finding(each.setting, Level(each.status), each.text, each.fix) for each in found]
