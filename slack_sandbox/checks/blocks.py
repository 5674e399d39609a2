"""Blocks and rich text (docs/slack.md, Blocks), as data, with the surfaces that take them."""

from __future__ import annotations

from slack_sandbox.checks.charts import CHARTS
from slack_sandbox.checks.elements import ACCESSORIES, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT
from slack_sandbox.checks.specs import Flag, Int, Items, Number, Part, Shape, Spec, Str, Text, Typed, choice

MESSAGE, MODAL, HOME = "message", "modal", "home"
ANYWHERE = frozenset({MESSAGE, MODAL, HOME})
BLOCK_MAX = {MESSAGE: 50, MODAL: 100, HOME: 100}
MARKDOWN_SUM_MAX = 12_000
TABLE_SUM_MAX = 10_000
CHARTS_MAX = 2
# No documented number; about this many characters of text were refused (docs/slack.md, Blocks).
TEXT_SUM_MAX = 13_200

_INLINE = Typed(
    frozenset({"text", "link", "user", "usergroup", "channel", "emoji", "broadcast", "date", "color", "team"})
)
_STYLED: dict[str, Spec] = {"style": Part("style")}

RICH: dict[str, Shape] = {
    "rich_text_section": Shape({"elements": Items(_INLINE)}),
    "rich_text_list": Shape(
        {"elements": Items(Typed(frozenset({"rich_text_section"}))), "style": choice("bullet", "ordered")},
        {"indent": Int(0, 8), "border": Int(0, 1), "offset": Int(0)},
    ),
    "rich_text_preformatted": Shape(
        {"elements": Items(Typed(frozenset({"text", "link"})))}, {"border": Int(0, 1), "language": Str()}
    ),
    "rich_text_quote": Shape({"elements": Items(_INLINE)}, {"border": Int(0, 1)}),
    "text": Shape({"text": Str()}, _STYLED),
    "link": Shape({"url": Str(3000)}, {"text": Str(), "unsafe": Flag(), **_STYLED}),
    "user": Shape({"user_id": Str()}, _STYLED),
    "usergroup": Shape({"usergroup_id": Str()}, _STYLED),
    "channel": Shape({"channel_id": Str()}, _STYLED),
    "emoji": Shape({"name": Str()}, {"unicode": Str(), "skin_tone": Int(1, 6), **_STYLED}),
    "broadcast": Shape({"range": choice("here", "channel", "everyone")}, _STYLED),
    "date": Shape({"timestamp": Int(), "format": Str()}, {"url": Str(3000), "fallback": Str(), **_STYLED}),
    "color": Shape({"value": Str()}),
    "team": Shape({"team_id": Str()}, _STYLED),
}

BLOCK_PARTS: dict[str, Shape] = {
    "style": Shape({}, {name: Flag() for name in ("bold", "italic", "strike", "code", "underline", "highlight")}),
    "column": Shape({}, {"align": choice("left", "center", "right"), "is_wrapped": Flag()}),
}

_CELLS = Items(Typed(frozenset({"raw_text", "raw_number", "rich_text"})), 20)
CELLS: dict[str, Shape] = {
    "raw_text": Shape({"text": Str(None, 0)}),
    "raw_number": Shape({"value": Number()}, {"text": Str()}),
}

BLOCKS: dict[str, Shape] = {
    "section": Shape(
        {},
        {
            "text": Text(3000, mrkdwn=True),
            "fields": Items(Text(2000, mrkdwn=True), 10),
            "accessory": ACCESSORIES,
            "expand": Flag(),
        },
        ("text_or_fields",),
    ),
    "header": Shape({"text": Text(150)}),
    "divider": Shape(),
    "context": Shape({"elements": Items(Typed(frozenset({"image", "plain_text", "mrkdwn"})), 10)}),
    "actions": Shape({"elements": Items(IN_ACTIONS, 25)}),
    "context_actions": Shape({"elements": Items(IN_CONTEXT_ACTIONS, 5)}),
    "image": Shape(
        {"alt_text": Str(2000)},
        {"image_url": Str(3000), "slack_file": Part("slack_file"), "title": Text(2000)},
        ("image_source",),
    ),
    "input": Shape(
        {"label": Text(2000), "element": IN_INPUT},
        {"hint": Text(2000), "optional": Flag(), "dispatch_action": Flag()},
    ),
    "rich_text": Shape(
        {
            "elements": Items(
                Typed(frozenset({"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}))
            )
        }
    ),
    "markdown": Shape({"text": Str(MARKDOWN_SUM_MAX)}),
    "data_visualization": Shape({"title": Str(50), "chart": Typed(frozenset(CHARTS))}),
    "table": Shape({"rows": Items(_CELLS, 100)}, {"column_settings": Items(Part("column"), 20, null=True)}),
}

SURFACES: dict[str, frozenset[str]] = dict.fromkeys(BLOCKS, ANYWHERE) | {
    "context_actions": frozenset({MESSAGE}),
    "markdown": frozenset({MESSAGE}),
    "table": frozenset({MESSAGE, HOME}),
    "data_visualization": frozenset({MESSAGE, HOME}),
}
