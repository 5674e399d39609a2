"""Asks the API whether the configured models are still to be had, for `doctor`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import anthropic
from anthropic import AsyncAnthropic
from anthropic.types import ModelInfo

from bot.errors import PermanentError
from bot.platform.claude.errors import to_ours

_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class ModelFinding:
    """What was found out about one configured model; `fix` says what to do, empty when nothing is to be done."""

    setting: str
    model: str
    status: Literal["ok", "warn", "fail"]
    text: str
    fix: str = ""


async def check_models(client: AsyncAnthropic, wanted: Mapping[str, str]) -> tuple[ModelFinding, ...]:
    """One finding for each of `wanted`, which maps a setting's name to the model id in it. Never raises for what the
    server does: one that does not know the route gives a warning, since messages may work all the same."""
    return tuple([await _check(client, setting, model) for setting, model in wanted.items()])


async def _check(client: AsyncAnthropic, setting: str, model: str) -> ModelFinding:
    try:
        info: object = await client.models.retrieve(model, timeout=_TIMEOUT_S)
    except anthropic.NotFoundError:
        return await _not_found(client, setting, model)
    except Exception as error:
        ours = to_ours(error)
        status: Literal["warn", "fail"] = "fail" if _is_refusal(ours) else "warn"
        return ModelFinding(setting, model, status, str(ours), "run doctor again once that is fixed")
    return _lifecycle(setting, model, info)


def _is_refusal(error: Exception) -> bool:
    return isinstance(error, PermanentError) and error.code in {"http_401", "http_402", "http_403"}


async def _not_found(client: AsyncAnthropic, setting: str, model: str) -> ModelFinding:
    """Not found may mean the model or the whole route; the list of models tells which."""
    try:
        await client.models.list(limit=1, timeout=_TIMEOUT_S)
    except Exception:
        return ModelFinding(setting, model, "warn", "this server does not tell about models; not checked")
    return ModelFinding(setting, model, "fail", f"the server knows no model {model}", f"correct {setting}")


def _lifecycle(setting: str, model: str, info: object) -> ModelFinding:
    stage = getattr(info, "lifecycle", None)
    if not isinstance(info, ModelInfo) or stage not in ("active", "deprecated", "retired"):
        return ModelFinding(setting, model, "warn", "this server does not tell a lifecycle; not checked")
    if stage == "retired":
        return ModelFinding(setting, model, "fail", f"{model} is retired", f"set {setting} to a current model")
    if stage == "deprecated":
        until = f" and ends on {info.retires_at:%Y-%m-%d}" if info.retires_at else ""
        return ModelFinding(setting, model, "warn", f"{model} is deprecated{until}", f"plan to change {setting}")
    return ModelFinding(setting, model, "ok", f"{model} is active")
