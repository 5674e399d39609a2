"""Block Kit limits: docs/slack.md, Block Kit, and the shape of what Slack answers."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slack_sandbox import Sandbox
from slack_sandbox.checks.message import checked_blocks, findings_in

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "a", "text": plain("Go"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn("x"), **more}


def options(count: int) -> list[Json]:
    return [{"text": plain(f"o{n}"), "value": f"v{n}"} for n in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def feedback(**more: Any) -> Json:
    both = {name: {"text": plain("x"), "value": name} for name in ("positive_button", "negative_button")}
    return {"type": "feedback_buttons", "action_id": "f", **both, **more}


def table(rows: int, cells: int, text: str = "x") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * cells for _ in range(rows)]}


def chart(kind: str = "bar", **more: Any) -> Json:
    points = [{"label": label, "value": value} for label, value in (("Mon", 3), ("Tue", -1.5))]
    made = {"type": kind, "series": [{"name": "Open", "data": points}], "axis_config": {"categories": ["Mon", "Tue"]}}
    return {"type": "data_visualization", "title": "Tickets", "chart": made | more}


def pie(*values: float) -> Json:
    segments = [{"label": f"part {number}", "value": value} for number, value in enumerate(values)]
    return {"type": "data_visualization", "title": "Share", "chart": {"type": "pie", "segments": segments}}


def rich(*inline: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(inline)}]}


TAKEN = [
    section(),
    {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    section(text=mrkdwn("x" * 3000), accessory=button(value="v" * 2000), expand=True),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "context", "elements": [mrkdwn("x"), {"type": "image", "image_url": "https://x/y.png", "alt_text": "y"}]},
    actions(*[button(action_id=f"a{n}") for n in range(25)]),
    actions(select(initial_option=options(1)[0]), {"type": "overflow", "action_id": "o", "options": options(1)}),
    {"type": "context_actions", "elements": [feedback(), {"type": "icon_button", "icon": "trash", "text": plain("x")}]},
    {"type": "markdown", "text": "# x\n" + "y" * 11_000},
    table(100, 20),
    {"type": "table", "rows": [[{"type": "raw_text", "text": ""}, {"type": "raw_number", "value": 2.5}]]},
    *(chart(kind) for kind in ("bar", "area", "line")),
    pie(1, 2, 0.5),
    rich({"type": "text", "text": "x", "style": {"bold": True}}, {"type": "link", "url": "https://x/"}),
    {"type": "image", "image_url": "https://x/y.png", "alt_text": "y", "title": plain("t")},
    {"type": "input", "label": plain("l"), "element": {"type": "plain_text_input", "action_id": "t"}},
]


@pytest.mark.parametrize("block", TAKEN, ids=lambda b: b["type"])
def test_what_slack_allows_is_taken(block: Json) -> None:
    assert list(findings_in([block], "message", "/blocks")) == []


B = "/blocks/0"
E = f"{B}/elements/0"
REFUSED: list[tuple[Json, str]] = [
    ({"type": "section"}, f"must define either `text` or `fields` [json-pointer:{B}]"),
    (section(text=mrkdwn("x" * 3001)), f"must be less than 3001 characters [json-pointer:{B}/text/text]"),
    (section(text=mrkdwn("")), f"must be more than 0 characters [json-pointer:{B}/text/text]"),
    (section(text={"type": "mrkdwn"}), f"missing required field: text [json-pointer:{B}/text]"),
    (section(text={**mrkdwn("x"), "emoji": True}), f"invalid additional property: emoji [json-pointer:{B}/text]"),
    (section(text={"type": "html", "text": "x"}), f"unsupported type: html [json-pointer:{B}/text/type]"),
    (section(fields=[mrkdwn("x")] * 11), f"no more than 10 items allowed [json-pointer:{B}/fields]"),
    (section(fields=[mrkdwn("x" * 2001)]), f"must be less than 2001 characters [json-pointer:{B}/fields/0/text]"),
    (section(colour="red"), f"invalid additional property: colour [json-pointer:{B}]"),
    (
        section(accessory={"type": "plain_text_input"}),
        f"unsupported type: plain_text_input [json-pointer:{B}/accessory/type]",
    ),
    (section(block_id="x" * 256), f"must be less than 256 characters [json-pointer:{B}/block_id]"),
    ({"type": "header", "text": mrkdwn("x")}, f"unsupported type: mrkdwn [json-pointer:{B}/text/type]"),
    ({"type": "header", "text": plain("x" * 151)}, f"must be less than 151 characters [json-pointer:{B}/text/text]"),
    ({"type": "context", "elements": [mrkdwn("x")] * 11}, f"no more than 10 items allowed [json-pointer:{B}/elements]"),
    ({"type": "context", "elements": [button()]}, f"unsupported type: button [json-pointer:{E}/type]"),
    (actions(), f"no less than 1 items allowed [json-pointer:{B}/elements]"),
    (
        actions(*[button(action_id=f"a{n}") for n in range(26)]),
        f"no more than 25 items allowed [json-pointer:{B}/elements]",
    ),
    (actions(button(), button()), f"duplicate action_id: a [json-pointer:{B}]"),
    (actions(button(text=plain("x" * 76))), f"must be less than 76 characters [json-pointer:{E}/text/text]"),
    (actions(button(text=mrkdwn("x"))), f"unsupported type: mrkdwn [json-pointer:{E}/text/type]"),
    (actions(button(value="x" * 2001)), f"must be less than 2001 characters [json-pointer:{E}/value]"),
    (actions(button(style="default")), f"must be a valid enum value [json-pointer:{E}/style]"),
    (actions(button(action_id="x" * 256)), f"must be less than 256 characters [json-pointer:{E}/action_id]"),
    (
        actions(button(confirm={"title": plain("x")})),
        f"missing required field: text [json-pointer:{E}/confirm]",
    ),
    (actions(select(options=options(101))), f"no more than 100 items allowed [json-pointer:{E}/options]"),
    (actions(select(options=[])), f"no less than 1 items allowed [json-pointer:{E}/options]"),
    (
        actions({"type": "static_select"}),
        f"must define either `options` or `option_groups` [json-pointer:{E}]",
    ),
    (
        actions(select(initial_option=options(3)[2])),
        f"initial option must match exactly one of the provided options [json-pointer:{E}]",
    ),
    (
        actions(select(options=[{"text": plain("x"), "value": "v" * 151}])),
        f"must be less than 151 characters [json-pointer:{E}/options/0/value]",
    ),
    (
        actions({"type": "overflow", "options": options(6)}),
        f"no more than 5 items allowed [json-pointer:{E}/options]",
    ),
    (
        actions({"type": "radio_buttons", "options": options(11)}),
        f"no more than 10 items allowed [json-pointer:{E}/options]",
    ),
    (
        {"type": "context_actions", "elements": [button()]},
        f"unsupported type: button [json-pointer:{E}/type]",
    ),
    (
        {"type": "context_actions", "elements": [{"type": "feedback_buttons"}]},
        f"missing required field: positive_button [json-pointer:{E}]",
    ),
    ({"type": "markdown", "text": "x" * 12_001}, f"must be less than 12001 characters [json-pointer:{B}/text]"),
    (pie(), f"no less than 1 items allowed [json-pointer:{B}/chart/segments]"),
    (pie(*[1] * 7), f"no more than 6 items allowed [json-pointer:{B}/chart/segments]"),
    (pie(0), f"must be greater than 0 [json-pointer:{B}/chart/segments/0/value]"),
    (chart("donut"), f"unsupported type: donut [json-pointer:{B}/chart/type]"),
    (
        chart(axis_config={"categories": ["Mon"]}),
        f"data labels of series Open must match axis_config.categories [json-pointer:{B}/chart]",
    ),
    (chart(series=chart()["chart"]["series"] * 2), f"series names must be unique [json-pointer:{B}/chart]"),
    (
        chart(axis_config={"categories": ["x" * 21]}),
        f"must be less than 21 characters [json-pointer:{B}/chart/axis_config/categories/0]",
    ),
    ({**chart(), "title": "x" * 51}, f"must be less than 51 characters [json-pointer:{B}/title]"),
    (table(101, 1), f"no more than 100 items allowed [json-pointer:{B}/rows]"),
    (table(1, 21), f"no more than 20 items allowed [json-pointer:{B}/rows/0]"),
    (table(11, 1, "x" * 1000), "must be less than 10001 characters in all tables [json-pointer:/blocks]"),
    (rich({"type": "image"}), f"unsupported type: image [json-pointer:{E}/elements/0/type]"),
    ({"type": "image", "alt_text": "x"}, f"must define either `image_url` or `slack_file` [json-pointer:{B}]"),
    ({"type": "carousel"}, f"unsupported type: carousel [json-pointer:{B}/type]"),
    ({"text": plain("x")}, f"missing required field: type [json-pointer:{B}]"),
]


@pytest.mark.parametrize(("block", "finding"), REFUSED, ids=[str(n) for n in range(len(REFUSED))])
def test_what_slack_forbids_is_found_at_its_place(block: Json, finding: str) -> None:
    assert finding in list(findings_in([block], "message", "/blocks"))


def test_a_message_holds_fifty_blocks_and_a_modal_a_hundred() -> None:
    assert list(findings_in([{"type": "divider"}] * 50, "message", "/blocks")) == []
    assert list(findings_in([{"type": "divider"}] * 51, "message", "/blocks")) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert list(findings_in([{"type": "divider"}] * 100, "modal", "/blocks")) == []


def test_a_message_holds_two_charts() -> None:
    assert list(findings_in([pie(1), chart()], "message", "/blocks")) == []
    assert list(findings_in([pie(1), chart(), chart("line")], "home", "/blocks")) == [
        "no more than 2 data_visualization blocks allowed [json-pointer:/blocks]"
    ]
    assert list(findings_in([pie(1)], "modal", "/blocks")) == [
        "unsupported type: data_visualization [json-pointer:/blocks/0/type]"
    ]


def test_two_blocks_of_one_id_are_refused() -> None:
    twice = [{"type": "divider", "block_id": "b"}] * 2
    assert list(findings_in(twice, "message", "/blocks")) == ["duplicate block_id: b [json-pointer:/blocks/1/block_id]"]


def test_one_action_id_may_stand_in_two_blocks() -> None:
    assert list(findings_in([actions(button()), actions(button())], "message", "/blocks")) == []


@pytest.mark.parametrize("kind", ["markdown", "context_actions"])
def test_some_blocks_belong_to_messages_alone(kind: str) -> None:
    block = next(block for block in TAKEN if block["type"] == kind)
    assert list(findings_in([block], "modal", "/view/blocks")) == [
        f"unsupported type: {kind} [json-pointer:/view/blocks/0/type]"
    ]


def test_markdown_is_summed_over_all_its_blocks() -> None:
    two = [{"type": "markdown", "text": "x" * 6001}] * 2
    assert list(findings_in(two, "message", "/blocks")) == [
        "must be less than 12001 characters in all markdown blocks [json-pointer:/blocks]"
    ]


def test_missing_ids_are_filled_in_and_a_markdown_blocks_own_is_not_kept() -> None:
    kept = checked_blocks(
        [{"type": "markdown", "text": "x", "block_id": "mine"}, section(block_id="mine2"), actions({**button()})],
        lambda: "made",
    )
    assert [block["block_id"] for block in kept] == ["made", "mine2", "made"]


async def test_the_refusal_has_slacks_shape(sandbox: Sandbox, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C0LUMACME1", text="x", blocks=[section(text=mrkdwn("x" * 3001))])
    finding = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert refused.value.response.data == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [finding],
        "response_metadata": {"messages": [f"[ERROR] {finding}"]},
    }


async def test_a_message_of_too_much_text_in_all_is_too_long(sandbox: Sandbox, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C0LUMACME1", text="x", blocks=[section(text=mrkdwn("x" * 2900))] * 5)
    assert refused.value.response["error"] == "msg_blocks_too_long"


MODAL = {"type": "modal", "title": plain("T"), "blocks": [{"type": "divider"}]}
BAD_VIEWS = [
    ({**MODAL, "title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
    ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
    ({**MODAL, "blocks": [TAKEN[-1]]}, "missing required field: submit [json-pointer:/view]"),
    (
        {**MODAL, "private_metadata": "x" * 3001},
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    ({**MODAL, "colour": "red"}, "invalid additional property: colour [json-pointer:/view]"),
    ({**MODAL, "blocks": [TAKEN[8]]}, "unsupported type: markdown [json-pointer:/view/blocks/0/type]"),
]


@pytest.mark.parametrize(("view", "finding"), BAD_VIEWS, ids=[str(n) for n in range(len(BAD_VIEWS))])
async def test_a_bad_view_is_invalid_arguments_with_its_findings(
    sandbox: Sandbox, client: AsyncWebClient, view: Json, finding: str
) -> None:
    trigger = sandbox.workspace.tokens.new_trigger("U0NORA0001")
    with pytest.raises(SlackApiError) as refused:
        await client.views_open(trigger_id=trigger, view=view)
    assert refused.value.response["error"] == "invalid_arguments"
    assert f"[ERROR] {finding}" in refused.value.response["response_metadata"]["messages"]


async def test_a_home_view_has_no_title(sandbox: Sandbox, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.views_publish(user_id="U0NORA0001", view={"type": "home", "title": plain("T"), "blocks": []})
    assert "invalid additional property: title" in str(refused.value.response["response_metadata"])


async def test_a_view_of_more_than_250_kb_is_too_large(sandbox: Sandbox, client: AsyncWebClient) -> None:
    view = {**MODAL, "blocks": [section(text=mrkdwn("x" * 3000))] * 90}
    with pytest.raises(SlackApiError) as refused:
        await client.views_open(trigger_id=sandbox.workspace.tokens.new_trigger("U0NORA0001"), view=view)
    assert refused.value.response["error"] == "view_too_large"
