// Draws interactive elements and uses them: buttons, menus, feedback, overflow; confirm dialogs come first.

import { confirmDialog } from "./dialog.js";
import { el, icon } from "./dom.js";
import { choices, pickerField, typedField } from "./fields.js";
import { picture } from "./files.js";
import { isHonest } from "./links.js";
import { textObject } from "./mrkdwn.js";
import { openMenu } from "./popup.js";
import { unknown } from "./rich_text.js";
import { selectMenu } from "./select.js";

const DRAW = {
  button,
  feedback_buttons: feedback,
  icon_button: iconButton,
  overflow,
  image: (ctx, _block, element) => picture(ctx, element, "side"),
  radio_buttons: choices,
  checkboxes: choices,
  datepicker: pickerField,
  timepicker: pickerField,
  datetimepicker: pickerField,
  plain_text_input: typedField,
  email_text_input: typedField,
  url_text_input: typedField,
  number_input: typedField,
};

/** @param {any} ctx @param {any} block @param {any} element @param {import("./blocks.js").Surface} surface */
export function drawElement(ctx, block, element, surface) {
  const kind = element?.type ?? "";
  if (Object.hasOwn(DRAW, kind)) return DRAW[kind](ctx, block, element, surface);
  return kind.endsWith("_select") ? selectMenu(ctx, block, element, surface) : unknown(element, "element");
}

/** Ask first where the element wants it, then use it; `node` shows that it is under way. */
export async function use(ctx, node, block, element, surface, value, option) {
  const confirm = element.confirm;
  if (confirm && !(await confirmDialog(ctx, confirm))) return null;
  node.setAttribute("aria-busy", "true");
  const outcome = await surface.act(block, element, value, option);
  node.removeAttribute("aria-busy");
  node.classList.toggle("failed", !outcome || outcome.ok === false);
  return outcome;
}

function button(ctx, block, element, surface) {
  const style = element.style ? `btn ${element.style}` : "btn";
  const press = () => {
    if (element.url && isHonest(element.url)) open(element.url, "_blank", "noopener,noreferrer");
    if (element.action_id) use(ctx, node, block, element, surface);
  };
  const node = el("button", {
    class: style,
    type: "button",
    disabled: surface.idle,
    "aria-label": element.accessibility_label,
    data: { action: element.action_id ?? "" },
    on: { click: press },
  }, textObject(ctx, element.text));
  return node;
}

function feedback(ctx, block, element, surface) {
  const one = (part, mark) => {
    const press = async () => {
      const outcome = await use(ctx, node, block, element, surface, part.value);
      if (outcome?.ok) surface.pressed?.(element.action_id, part.value);
    };
    const node = el("button.btn.vote", {
      type: "button",
      disabled: surface.idle,
      "aria-label": part.accessibility_label,
      "aria-pressed": String(surface.pressed?.(element.action_id) === part.value),
      data: { action: `${element.action_id}:${mark}` },
      on: { click: press },
    }, el("span", { "aria-hidden": "true", text: mark === "up" ? "👍 " : "👎 " }), textObject(ctx, part.text));
    return node;
  };
  return el("span.votes", { role: "group", "aria-label": "Feedback" }, one(element.positive_button, "up"), one(element.negative_button, "down"));
}

function iconButton(ctx, block, element, surface) {
  const seen = element.visible_to_user_ids;
  if (seen?.length && !seen.includes(ctx.me().id)) return el("span", { hidden: true });
  const node = el("button.btn", {
    type: "button",
    disabled: surface.idle,
    "aria-label": element.accessibility_label ?? element.text.text,
    title: element.text.text,
    data: { action: element.action_id ?? "" },
    on: { click: () => use(ctx, node, block, element, surface) },
  }, icon("trash"));
  return node;
}

function overflow(ctx, block, element, surface) {
  const pick = (option) => {
    if (option.url && isHonest(option.url)) open(option.url, "_blank", "noopener,noreferrer");
    use(ctx, node, block, element, surface, option.value);
  };
  const items = element.options.map((option) => ({ text: option.text.text, note: option.description?.text, run: () => pick(option) }));
  const node = el("button.btn.icon-only", {
    type: "button",
    disabled: surface.idle,
    "aria-label": "More choices",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    data: { action: element.action_id ?? "" },
    on: { click: () => openMenu(node, "More choices", items) },
  }, icon("more"));
  return node;
}
