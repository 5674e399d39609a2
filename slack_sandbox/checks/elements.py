"""Interactive elements and the objects inside them (docs/slack.md, Elements), as data."""

from __future__ import annotations

from slack_sandbox.checks.specs import Flag, Int, Items, Part, Shape, Spec, Str, Text, Typed, choice

OPTIONS_MAX = 100
ACTION_ID = Str(255)
_COMMON: dict[str, Spec] = {"action_id": ACTION_ID}
_FOCUS: dict[str, Spec] = {"focus_on_load": Flag()}
_MENU: dict[str, Spec] = {**_COMMON, **_FOCUS, "placeholder": Text(150), "confirm": Part("confirm")}
_INPUT: dict[str, Spec] = {
    **_COMMON,
    **_FOCUS,
    "placeholder": Text(150),
    "dispatch_action_config": Part("dispatch_action_config"),
}
_CHOICES: dict[str, Spec] = {
    "options": Items(Part("option"), OPTIONS_MAX),
    "option_groups": Items(Part("option_group"), OPTIONS_MAX),
}
_MANY: dict[str, Spec] = {"max_selected_items": Int(1)}
_DATE = Str(10, 10)

PARTS: dict[str, Shape] = {
    "confirm": Shape(
        {"title": Text(100), "text": Text(300, mrkdwn=True), "confirm": Text(30), "deny": Text(30)},
        {"style": choice("primary", "danger")},
    ),
    "option": Shape({"text": Text(75), "value": Str(150)}, {"description": Text(75)}),
    "choice_option": Shape({"text": Text(75, mrkdwn=True), "value": Str(150)}, {"description": Text(75, mrkdwn=True)}),
    "overflow_option": Shape({"text": Text(75), "value": Str(150)}, {"description": Text(75), "url": Str(3000)}),
    "option_group": Shape({"label": Text(75), "options": Items(Part("option"), OPTIONS_MAX)}),
    "dispatch_action_config": Shape(
        {}, {"trigger_actions_on": Items(choice("on_enter_pressed", "on_character_entered"), 2)}
    ),
    "feedback_button": Shape({"text": Text(75), "value": Str(2000)}, {"accessibility_label": Str(75)}),
    "filter": Shape(
        {},
        {
            "include": Items(choice("im", "mpim", "private", "public"), 4),
            "exclude_external_shared_channels": Flag(),
            "exclude_bot_users": Flag(),
        },
    ),
    "slack_file": Shape({}, {"id": Str(), "url": Str(3000)}, ("file_id_or_url",)),
}

ELEMENTS: dict[str, Shape] = {
    "button": Shape(
        {"text": Text(75)},
        {
            **_COMMON,
            "value": Str(2000),
            "url": Str(3000),
            "style": choice("primary", "danger"),
            "confirm": Part("confirm"),
            "accessibility_label": Str(75),
        },
    ),
    "static_select": Shape({}, {**_MENU, **_CHOICES, "initial_option": Part("option")}, ("choices", "initial")),
    "multi_static_select": Shape(
        {},
        {**_MENU, **_CHOICES, **_MANY, "initial_options": Items(Part("option"), OPTIONS_MAX)},
        ("choices", "initial"),
    ),
    "external_select": Shape({}, {**_MENU, "min_query_length": Int(0), "initial_option": Part("option")}),
    "multi_external_select": Shape(
        {}, {**_MENU, **_MANY, "min_query_length": Int(0), "initial_options": Items(Part("option"), OPTIONS_MAX)}
    ),
    "users_select": Shape({}, {**_MENU, "initial_user": Str()}),
    "multi_users_select": Shape({}, {**_MENU, **_MANY, "initial_users": Items(Str())}),
    "conversations_select": Shape(
        {},
        {
            **_MENU,
            "initial_conversation": Str(),
            "default_to_current_conversation": Flag(),
            "response_url_enabled": Flag(),
            "filter": Part("filter"),
        },
    ),
    "multi_conversations_select": Shape(
        {},
        {
            **_MENU,
            **_MANY,
            "initial_conversations": Items(Str()),
            "default_to_current_conversation": Flag(),
            "filter": Part("filter"),
        },
    ),
    "channels_select": Shape({}, {**_MENU, "initial_channel": Str(), "response_url_enabled": Flag()}),
    "multi_channels_select": Shape({}, {**_MENU, **_MANY, "initial_channels": Items(Str())}),
    "overflow": Shape(
        {"options": Items(Part("overflow_option"), 5)}, {**_COMMON, "confirm": Part("confirm")}, ("unique_values",)
    ),
    "radio_buttons": Shape(
        {"options": Items(Part("choice_option"), 10)},
        {**_COMMON, **_FOCUS, "initial_option": Part("choice_option"), "confirm": Part("confirm")},
        ("initial", "unique_values"),
    ),
    "checkboxes": Shape(
        {"options": Items(Part("choice_option"), 10)},
        {**_COMMON, **_FOCUS, "initial_options": Items(Part("choice_option"), 10), "confirm": Part("confirm")},
        ("initial", "unique_values"),
    ),
    "datepicker": Shape({}, {**_MENU, "initial_date": _DATE}),
    "timepicker": Shape({}, {**_MENU, "initial_time": Str(5, 5), "timezone": Str()}),
    "datetimepicker": Shape(
        {}, {**_COMMON, **_FOCUS, "initial_date_time": Int(1_000_000_000, 9_999_999_999), "confirm": Part("confirm")}
    ),
    "plain_text_input": Shape(
        {},
        {
            **_INPUT,
            "initial_value": Str(3000, 0),
            "multiline": Flag(),
            "min_length": Int(0, 3000),
            "max_length": Int(1, 3000),
        },
        ("lengths",),
    ),
    "email_text_input": Shape({}, {**_INPUT, "initial_value": Str(3000, 0)}),
    "url_text_input": Shape({}, {**_INPUT, "initial_value": Str(3000, 0)}),
    "number_input": Shape(
        {"is_decimal_allowed": Flag()}, {**_INPUT, "initial_value": Str(), "min_value": Str(), "max_value": Str()}
    ),
    "file_input": Shape({}, {**_COMMON, "filetypes": Items(Str()), "max_files": Int(1, 10)}),
    "image": Shape(
        {"alt_text": Str(2000)}, {"image_url": Str(3000), "slack_file": Part("slack_file")}, ("image_source",)
    ),
    "feedback_buttons": Shape(
        {"positive_button": Part("feedback_button"), "negative_button": Part("feedback_button")}, dict(_COMMON)
    ),
    "icon_button": Shape(
        {"icon": choice("trash"), "text": Text(75)},
        {
            **_COMMON,
            "value": Str(2000),
            "accessibility_label": Str(75),
            "visible_to_user_ids": Items(Str(), 10),
            "confirm": Part("confirm"),
        },
    ),
}

_MENUS = frozenset(name for name in ELEMENTS if name.endswith("_select"))
_PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes"})
ACTION_ELEMENTS = _MENUS | _PICKERS | {"button", "overflow"}
ACCESSORIES = Typed(ACTION_ELEMENTS | {"image"})
IN_ACTIONS = Typed(frozenset(ACTION_ELEMENTS))
IN_INPUT = Typed(
    _MENUS | _PICKERS | {"plain_text_input", "email_text_input", "url_text_input", "number_input", "file_input"}
)
IN_CONTEXT_ACTIONS = Typed(frozenset({"feedback_buttons", "icon_button"}))
