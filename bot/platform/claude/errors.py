"""Maps what the anthropic SDK raises to our errors, once."""

from __future__ import annotations

import anthropic
import httpx2

from bot.errors import ConfigError, EarnestError, ModelError, PermanentError, TransientError

_FIXES = {
    400: "the request is not one this model takes; check ANSWER_MODEL and CLASSIFY_MODEL",
    401: "check ANTHROPIC_API_KEY",
    402: "the account has no credit left; check its billing",
    403: "the key may not use this model; check its workspace",
    404: "the model id or the address is unknown; check ANSWER_MODEL, CLASSIFY_MODEL and ANTHROPIC_BASE_URL",
    413: "the request is too large; lower knowledge.passages or knowledge.passage_tokens",
}
_RETRIED = frozenset({408, 409, 429})


def to_ours(error: Exception) -> EarnestError:
    """Our error for a failed call. Transient: connection, timeout, 408, 409, 429, 5xx and an error inside a stream,
    which the SDK reports with status 200. Permanent: every other 4xx. ModelError: a reply that cannot be read."""
    if isinstance(error, EarnestError):
        return error
    if isinstance(error, anthropic.APIStatusError):
        return _refused(error)
    if isinstance(error, (anthropic.APITimeoutError, TimeoutError, httpx2.TimeoutException)):
        return TransientError("Claude did not answer in time; try again later")
    if isinstance(error, (anthropic.APIConnectionError, httpx2.TransportError, OSError)):
        return TransientError("Claude cannot be reached; check the network and ANTHROPIC_BASE_URL")
    if isinstance(error, ValueError | anthropic.APIResponseValidationError):
        return ModelError("Claude's answer was not JSON; check ANTHROPIC_BASE_URL for a proxy", code="not_json")
    return ModelError("Claude's answer could not be read", code="unreadable")


def body_error(kind: str) -> EarnestError:
    """Our error for a reply of status 200 whose body is an error object of that `type`."""
    if kind == "invalid_request_error":
        return PermanentError(f"Claude refused the request; {_FIXES[400]}", code=kind)
    return TransientError("Claude failed while answering; try again later")


def outcome_of(error: EarnestError) -> str:
    """A short word for the usage record: `http_429`, `timeout`, `unreachable` (never sent), `refusal`,
    `truncated`..."""
    cause = error.__cause__
    if isinstance(cause, anthropic.APIStatusError):
        return f"http_{cause.status_code}"
    if isinstance(error, PermanentError):
        return error.code or "failed"
    if isinstance(cause, (anthropic.APITimeoutError, TimeoutError)):
        return "timeout"
    if isinstance(error, ConfigError):
        return "config"
    return "unreachable" if isinstance(getattr(cause, "__cause__", None), httpx2.ConnectError) else "connection"


def forbids_retry(error: EarnestError) -> bool:
    """True when the server said outright that another try is not wanted."""
    response = getattr(error.__cause__, "response", None)
    headers = getattr(response, "headers", None)
    return headers is not None and headers.get("x-should-retry") == "false"


def _refused(error: anthropic.APIStatusError) -> EarnestError:
    status = error.status_code
    if status == 200:
        return TransientError("Claude failed while answering; try again later")
    if status in _RETRIED or status >= 500:
        wait = _retry_after(error.response.headers)
        return TransientError(f"Claude is overloaded or limits us (status {status})", retry_after_s=wait)
    fix = _FIXES.get(status, "see the log for its request id")
    return PermanentError(f"Claude refused the call (status {status}); {fix}", code=f"http_{status}")


def _retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds the server asks us to wait, None where it does not say. A date is not worth a clock: None."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if 0 <= seconds < float("inf"):
            return seconds
    return None
