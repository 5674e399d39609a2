"""Names of attributes: OpenTelemetry's for generative AI, pinned here, and ours.

The conventions are in development and change: these are those of opentelemetry-semantic-conventions 0.66b2, from
https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ and .../gen-ai/anthropic/."""

from __future__ import annotations

OPERATION = "gen_ai.operation.name"
PROVIDER = "gen_ai.provider.name"
CONVERSATION = "gen_ai.conversation.id"
PROMPT_NAME = "gen_ai.prompt.name"
REQUEST_MODEL = "gen_ai.request.model"
REQUEST_MAX_TOKENS = "gen_ai.request.max_tokens"
RESPONSE_MODEL = "gen_ai.response.model"
RESPONSE_ID = "gen_ai.response.id"
FINISH_REASONS = "gen_ai.response.finish_reasons"
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
CACHE_READ_TOKENS = "gen_ai.usage.cache_read.input_tokens"
CACHE_CREATION_TOKENS = "gen_ai.usage.cache_creation.input_tokens"
SYSTEM_INSTRUCTIONS = "gen_ai.system_instructions"
INPUT_MESSAGES = "gen_ai.input.messages"
OUTPUT_MESSAGES = "gen_ai.output.messages"
ERROR_TYPE = "error.type"

CHAT = "chat"
ANTHROPIC = "anthropic"
# Of a message that a model wrote; what the provider calls them stands in FINISH_REASONS.
ENDS = {"end_turn": "stop", "stop_sequence": "stop", "max_tokens": "length", "refusal": "content_filter"}

TICKET, TURN, DECISION = "earnest.ticket.id", "earnest.turn.id", "earnest.decision.id"
TIER, REASONS, INTENT, ENGINE = "earnest.tier", "earnest.reasons", "earnest.intent", "earnest.engine"
KIND, OUTCOME, CODE, ATTEMPTS = (
    "earnest.post.kind",
    "earnest.post.outcome",
    "earnest.post.code",
    "earnest.post.attempts",
)
COST = "earnest.model.cost_usd"
EVENT_KIND = "earnest.event.kind"
