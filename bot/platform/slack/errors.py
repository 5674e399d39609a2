"""Maps what slack-sdk and aiohttp raise to our errors, once."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import EarnestError, PermanentError, TransientError, UncertainError

# docs/slack.md, Rate limits: both spellings of the rate limit occur.
RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
SLACKS_FAULT = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "update_failed"})
# Nothing was done, and it will be possible soon: a shared channel moves to another workspace.
PASSING = frozenset({"external_channel_migrating"})
# The method itself is not to be had here: an older scope set, or a server that knows fewer methods.
NOT_AVAILABLE = frozenset(
    {
        "unknown_method",
        "missing_scope",
        "method_deprecated",
        "deprecated_endpoint",
        "not_allowed_token_type",
        "method_not_supported_for_channel_type",
        "not_enabled",
        "feature_disabled",
        "access_denied",
        "no_permission",
        "team_access_not_granted",
    }
)


def to_ours(method: str, error: BaseException, *, effect: bool) -> EarnestError:
    """Our error for a failed call. `effect`: the call changes Slack, so a lost answer leaves it open what happened."""
    lost: type[TransientError] = UncertainError if effect else TransientError
    if isinstance(error, SlackApiError):
        return _refused(method, error, lost)
    if isinstance(error, aiohttp.ClientConnectorError):
        return TransientError(f"{method}: Slack cannot be reached; check the network and SLACK_API_URL")
    if isinstance(error, (TimeoutError, aiohttp.ClientError, OSError)):
        return lost(f"{method}: the connection to Slack broke before its answer came")
    return lost(f"{method}: Slack's answer could not be read")


def _refused(method: str, error: SlackApiError, lost: type[TransientError]) -> EarnestError:
    response = error.response
    status = getattr(response, "status_code", 200)
    data = response.data if hasattr(response, "data") else response
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in RATE_LIMITED:
        return TransientError(f"{method}: Slack asks us to slow down", retry_after_s=_retry_after(response))
    if code in PASSING:
        return TransientError(f"{method}: Slack is moving the channel ({code})")
    if status >= 500 or code in SLACKS_FAULT:
        return lost(f"{method}: Slack failed ({code or status})")
    if not code and status == 200:
        return lost(f"{method}: Slack's answer was not JSON")
    needed = str(data.get("needed", "")) if isinstance(data, dict) else ""
    fix = f"; add the scope {needed} and reinstall the app" if code == "missing_scope" and needed else ""
    return PermanentError(f"{method}: Slack refused it ({code or status}){fix}", code=code or f"http_{status}")


def _retry_after(response: object) -> float:
    headers = getattr(response, "headers", None) or {}
    for name, value in dict(headers).items():
        if str(name).lower() == "retry-after":
            text = value[0] if isinstance(value, list) else value
            try:
                return max(0.0, float(text))
            except (TypeError, ValueError):
                break
    return 1.0
