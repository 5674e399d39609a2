"""Messages that hold every block and element the page draws, as an app would send them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str, note: str = "") -> Json:
    return {"text": plain(text), "value": value} | ({"description": plain(note)} if note else {})


def run(text: str, *styles: str) -> Json:
    return {"type": "text", "text": text} | ({"style": dict.fromkeys(styles, True)} if styles else {})


CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("It cannot be undone."),
    "confirm": plain("Do it"),
    "deny": plain("No"),
}
OPTIONS = [option("One", "1", "the first"), option("Two", "2"), option("Three", "3")]
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                run("bold", "bold"),
                run(" italic", "italic"),
                run(" strike", "strike"),
                run(" code", "code"),
                {"type": "link", "url": "https://help.example/a", "text": "a link"},
                {"type": "user", "user_id": "U0NORA0001"},
                {"type": "channel", "channel_id": "C0LUMACME1"},
                {"type": "emoji", "name": "rocket"},
                {"type": "emoji", "name": "axe"},
                {"type": "broadcast", "range": "here"},
                {"type": "date", "timestamp": 1_790_000_000, "format": "on {date_num}"},
                {"type": "color", "value": "#0c6b56"},
                {"type": "team", "team_id": "T0ACME001"},
                {"type": "usergroup", "usergroup_id": "S0123"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "offset": 2,
            "elements": [{"type": "rich_text_section", "elements": [run("third")]}],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "elements": [{"type": "rich_text_section", "elements": [run("inner")]}],
        },
        {"type": "rich_text_preformatted", "elements": [run("pre  formatted")]},
        {"type": "rich_text_quote", "elements": [run("quoted")]},
    ],
}
MARKDOWN = """# Title
Some **bold**, *italic*, ~~gone~~, `code` and [a page](https://help.example/md).

1. one
2. two
   - inner

> said

| plan | price |
| --- | --- |
| Starter | 10 |

```
x = 1
```
---
done"""
MRKDWN = (
    "*bold* _italic_ ~gone~ `code` <https://help.example/mr|a label> <@U0DANA0001> <#C0LUMACME1|lumio-acme> "
    "<!channel> <!date^1790000000^{date_num}|then> :tada: a &lt; b &amp; c\n&gt; quoted\n```pre &lt;x&gt;```"
)
TABLE = {
    "type": "table",
    "column_settings": [{"align": "left"}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Plan"}, {"type": "raw_text", "text": "Seats"}],
        [{"type": "raw_text", "text": "Business"}, {"type": "raw_number", "value": 250}],
        [{"type": "rich_text", "elements": RICH["elements"][:1]}, {"type": "raw_text", "text": ""}],
    ],
}
PIE = {
    "type": "data_visualization",
    "title": "Tickets by tier",
    "chart": {"type": "pie", "segments": [{"label": "Answered", "value": 7}, {"label": "Handed over", "value": 3}]},
}
BARS = {
    "type": "data_visualization",
    "title": "Tickets a day",
    "chart": {
        "type": "bar",
        "series": [
            {"name": "Open", "data": [{"label": "Monday", "value": 4}, {"label": "Tuesday", "value": 2}]},
            {"name": "Closed", "data": [{"label": "Monday", "value": 3}, {"label": "Tuesday", "value": 5}]},
        ],
        "axis_config": {"categories": ["Monday", "Tuesday"], "x_label": "Day", "y_label": "Tickets"},
    },
}
THUMBS = {
    "type": "feedback_buttons",
    "action_id": "thumbs",
    "positive_button": {"text": plain("Good"), "value": "up"},
    "negative_button": {"text": plain("Bad"), "value": "down"},
}
TRASH = {"type": "icon_button", "icon": "trash", "text": plain("Throw away"), "action_id": "trash"}
READING = [
    {"type": "header", "text": plain("A header :rocket:")},
    {"type": "section", "text": {"type": "mrkdwn", "text": MRKDWN}},
    {"type": "section", "fields": [plain("left field"), {"type": "mrkdwn", "text": "*right* field"}]},
    {"type": "divider"},
    RICH,
    {"type": "markdown", "text": MARKDOWN},
    TABLE,
    PIE,
    BARS,
    {
        "type": "image",
        "title": plain("A chart"),
        "alt_text": "a rising line",
        "image_url": "https://elsewhere.example/c.png",
    },
    {
        "type": "context",
        "elements": [
            {"type": "image", "alt_text": "a face", "image_url": "https://elsewhere.example/f.png"},
            plain("small grey words"),
        ],
    },
]
USING = [
    {
        "type": "section",
        "text": plain("with an accessory"),
        "accessory": {"type": "overflow", "action_id": "overflow", "options": OPTIONS},
    },
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "go", "text": plain("Go"), "style": "primary"},
            {"type": "button", "action_id": "drop", "text": plain("Drop"), "style": "danger", "confirm": CONFIRM},
            {"type": "static_select", "action_id": "static", "options": OPTIONS, "placeholder": plain("Pick one")},
            {"type": "users_select", "action_id": "users", "placeholder": plain("Pick a person")},
            {
                "type": "external_select",
                "action_id": "external",
                "min_query_length": 2,
                "placeholder": plain("Find one"),
            },
            {"type": "multi_static_select", "action_id": "many", "options": OPTIONS, "placeholder": plain("Pick some")},
            {"type": "channels_select", "action_id": "channels", "placeholder": plain("Pick a channel")},
            {"type": "datepicker", "action_id": "date", "initial_date": "2026-11-20"},
            {"type": "radio_buttons", "action_id": "radio", "options": OPTIONS[:2]},
            {"type": "checkboxes", "action_id": "checks", "options": OPTIONS[:2]},
        ],
    },
    {"type": "context_actions", "elements": [THUMBS, TRASH]},
]


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {**element, "action_id": "in"},
        **more,
    }


FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("A form"),
    "submit": plain("Send"),
    "close": plain("Leave"),
    "notify_on_close": True,
    "blocks": [
        field("name", "Name", {"type": "plain_text_input"}, hint=plain("As on the badge")),
        field("kind", "Kind", {"type": "static_select", "options": OPTIONS}),
        field("owner", "Owner", {"type": "users_select"}, optional=True),
        field("size", "Size", {"type": "number_input", "is_decimal_allowed": False}, optional=True),
        field("mood", "Mood", {"type": "radio_buttons", "options": OPTIONS[:2]}, optional=True),
        field("parts", "Parts", {"type": "checkboxes", "options": OPTIONS[:2]}, optional=True),
        field("when", "When", {"type": "datepicker"}, optional=True),
    ],
}
