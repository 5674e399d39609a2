"""What the stand-in for the Messages API refuses, with the API's error types (docs/claude.md, Refused requests)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

VERSION = "2026-10-21"
TOP_LEVEL = frozenset(
    {"model", "max_tokens", "messages", "system", "output_config", "thinking", "tools", "tool_choice", "stream"}
    | {"cache_control", "stop_sequences", "metadata", "service_tier", "speed", "inference_geo", "diagnostics"}
    | {"container", "user_profile_id", "workspace_id"}
)
_SAMPLING = frozenset({"temperature", "top_p", "top_k"})
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_UNSUPPORTED = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"}
    | {"minItems", "maxItems", "minProperties", "maxProperties", "pattern", "oneOf", "not", "if", "patternProperties"}
)


@dataclass(frozen=True)
class Limits:
    """What one model takes."""

    thinking: frozenset[str]
    effort: bool = True
    max_out: int = 128_000
    cache_from: int = 1024
    thinks_by_default: bool = True


MODELS: Mapping[str, Limits] = {
    "claude-haiku-5-5": Limits(frozenset({"adaptive", "disabled"}), cache_from=512),
    "claude-sonnet-5-5": Limits(frozenset({"adaptive", "between_tools"})),
    "claude-opus-5-5": Limits(frozenset({"adaptive"})),
    "claude-haiku-4-5": Limits(
        frozenset({"enabled", "disabled"}), effort=False, max_out=64_000, cache_from=4096, thinks_by_default=False
    ),
}


class Refused(Exception):
    """A request the API answers with an error."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


def bad(message: str) -> Refused:
    return Refused(400, "invalid_request_error", message)


def need(condition: object, message: str) -> None:
    if not condition:
        raise bad(message)


def check_headers(headers: Mapping[str, str], key: str) -> None:
    if headers.get("Authorization") != f"Bearer {key}":
        raise Refused(401, "authentication_error", "invalid bearer token")
    need(headers.get("anthropic-version") == VERSION, f"anthropic-version: expected {VERSION}")
    need(headers.get("Content-Type", "").startswith("application/json"), "content-type: must be application/json")


def check_body(body: Any) -> None:
    need(isinstance(body, dict), "body: must be an object")
    for name in sorted(set(body) & _SAMPLING):
        raise bad(f"{name}: not supported by this API version")
    extra = set(body) - TOP_LEVEL
    need(not extra, f"{', '.join(sorted(extra))}: extra inputs are not permitted")
    limits = MODELS.get(body.get("model"))
    if limits is None:
        raise Refused(404, "not_found_error", f"model: {body.get('model')}")
    most = body.get("max_tokens")
    need(type(most) is int and 0 <= most <= limits.max_out, "max_tokens: out of range")
    need("tools" not in body and "tool_choice" not in body, "tools: this stand-in has none")
    check_thinking(body, limits)
    check_output(body, limits)
    _check_metadata(body)
    _check_system(body.get("system"))
    _check_messages(body.get("messages"))
    _check_marks(body)


def check_thinking(body: dict[str, Any], limits: Limits) -> None:
    if "thinking" not in body:
        return
    thinking = body["thinking"]
    need(isinstance(thinking, dict) and thinking.get("type") in limits.thinking, "thinking.type: not for this model")
    effort = body.get("output_config", {}).get("effort", "medium")
    need(thinking["type"] != "disabled" or effort in _EFFORTS[:3], "thinking: disabled needs effort high or below")


def check_output(body: dict[str, Any], limits: Limits) -> None:
    if "output_config" not in body:
        return
    output = body["output_config"]
    need(isinstance(output, dict) and set(output) <= {"effort", "format"}, "output_config: unknown key")
    if "effort" in output:
        need(limits.effort, "output_config.effort: not supported by this model")
        need(output["effort"] in _EFFORTS, "output_config.effort: unknown level")
    if "format" in output:
        wanted = output["format"]
        need(isinstance(wanted, dict) and set(wanted) == {"type", "schema"}, "output_config.format: type and schema")
        need(wanted["type"] == "json_schema", "output_config.format.type: json_schema")
        _check_schema(wanted["schema"])
        need(not search_results(body), "citations cannot be combined with output_config.format")


def _check_schema(schema: Any) -> None:
    need(isinstance(schema, dict), "schema: must be an object")
    wrong = set(schema) & _UNSUPPORTED
    need(not wrong, f"schema: {', '.join(sorted(wrong))} not supported")
    if schema.get("type") == "object":
        need(schema.get("additionalProperties") is False, "schema: additionalProperties must be false")
        for part in schema.get("properties", {}).values():
            _check_schema(part)
    if schema.get("type") == "array":
        _check_schema(schema.get("items"))


def _check_metadata(body: dict[str, Any]) -> None:
    metadata = body.get("metadata", {})
    need(isinstance(metadata, dict) and set(metadata) <= {"user_id"}, "metadata: only user_id")
    need(len(str(metadata.get("user_id", ""))) <= 256, "metadata.user_id: too long")


def _check_system(system: Any) -> None:
    if system is None or (isinstance(system, str) and system):
        return
    need(isinstance(system, list) and system, "system: text or text blocks")
    for block in system:
        need(isinstance(block, dict) and block.get("type") == "text" and block.get("text"), "system: empty block")
        need(set(block) <= {"type", "text", "cache_control"}, "system: extra inputs are not permitted")


def _check_messages(messages: Any) -> None:
    need(isinstance(messages, list) and messages, "messages: at least one")
    for message in messages:
        need(set(message) == {"role", "content"}, "messages: role and content")
        need(message["role"] in {"user", "assistant"}, "messages: unknown role")
        content = message["content"]
        if isinstance(content, str):
            need(content.strip(), "messages: text must not be empty")
            continue
        need(isinstance(content, list) and content, "messages: content must not be empty")
        for block in content:
            _check_block(block, message["role"])
    need(messages[0]["role"] == "user", "messages: first must be user")
    need(messages[-1]["role"] == "user", "messages: prefill is not supported by this model")


def _check_block(block: Any, role: str) -> None:
    kind = block.get("type")
    need(kind in {"text", "search_result"}, f"messages: block type {kind} unknown here")
    if kind == "text":
        need(isinstance(block.get("text"), str) and block["text"].strip(), "text: must not be empty")
        need("citations" not in block, "text: citations are not accepted in user turns")
        need(set(block) <= {"type", "text", "cache_control"}, "text: extra inputs are not permitted")
        return
    need(role == "user", "search_result: only in user turns")
    allowed = {"type", "source", "title", "content", "citations", "cache_control"}
    need(set(block) <= allowed, "search_result: extra inputs are not permitted")
    for name in ("source", "title"):
        need(isinstance(block.get(name), str) and block[name], f"search_result.{name}: required")
    need(isinstance(block.get("content"), list) and block["content"], "search_result.content: must not be empty")
    for part in block["content"]:
        need(set(part) == {"type", "text"} and part["type"] == "text", "search_result.content: text blocks only")
        need(part["text"].strip(), "search_result.content: text must not be empty")


def _check_marks(body: dict[str, Any]) -> None:
    enabled = {bool(block.get("citations", {}).get("enabled")) for block in search_results(body)}
    need(len(enabled) <= 1, "citations: enable for all or for none")
    marks = [block["cache_control"] for block in all_blocks(body) if "cache_control" in block]
    need(len(marks) <= 4, "cache_control: at most 4")
    lives = [mark.get("ttl", "5m") for mark in marks]
    need(all(mark.get("type") == "ephemeral" for mark in marks), "cache_control.type: ephemeral")
    need(set(lives) <= {"5m", "1h"} and lives == sorted(lives), "cache_control.ttl: 1h before 5m")


def all_blocks(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """System and message blocks in prompt order."""
    system = body.get("system")
    yield from system if isinstance(system, list) else []
    for message in body.get("messages") or []:
        content = message.get("content") if isinstance(message, dict) else None
        yield from content if isinstance(content, list) else []


def search_results(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The request's search results, in the order that citations count them."""
    return [block for block in all_blocks(body) if block.get("type") == "search_result"]
