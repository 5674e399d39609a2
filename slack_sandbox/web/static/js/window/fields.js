// Input blocks and what stands in them: text, dates, radio buttons, checkboxes, with labels, hints and errors.

import { el } from "./dom.js";
import { drawElement, use } from "./elements.js";
import { textObject } from "./mrkdwn.js";

const KINDS = { email_text_input: "email", url_text_input: "url", number_input: "number", datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };
const STARTS = { datepicker: "initial_date", timepicker: "initial_time" };
const HOLDS = { datepicker: "selected_date", timepicker: "selected_time", datetimepicker: "selected_date_time" };
let counter = 0;

/** @param {any} ctx @param {any} block @param {any} surface */
export function inputBlock(ctx, block, surface) {
  counter += 1;
  const error = surface.errors?.[block.block_id];
  const ids = { label: `label-${counter}`, hint: `hint-${counter}`, error: `error-${counter}` };
  const control = drawElement(ctx, block, block.element, surface);
  const target = control.matches("input, textarea, button, fieldset") ? control : (control.querySelector("input, textarea, button") ?? control);
  target.id ||= `field-${counter}`;
  const isGroup = target.matches("fieldset");
  const label = el(isGroup ? "span.label" : "label.label", { id: ids.label, ...(isGroup ? {} : { for: target.id }) }, textObject(ctx, block.label), block.optional && el("small", { text: " (optional)" }));
  target.removeAttribute("aria-label");
  target.setAttribute("aria-labelledby", ids.label);
  const notes = [block.hint && ids.hint, error && ids.error].filter(Boolean).join(" ");
  if (notes) target.setAttribute("aria-describedby", notes);
  if (error) target.setAttribute("aria-invalid", "true");
  return el("div.input", { class: error ? "input wrong" : "input", data: { field: block.block_id } },
    label,
    control,
    error && el("div.error", { id: ids.error, text: error }),
    block.hint && el("div.hint", { id: ids.hint }, textObject(ctx, block.hint)));
}

/** Text, e-mail, address, number. */
export function typedField(ctx, block, element, surface) {
  const start = surface.entered?.(block, element);
  const value = start?.value ?? start?.state?.value ?? element.initial_value ?? "";
  const limit = element.max_length ?? (element.type === "number_input" ? null : 3000);
  const node = el(element.multiline ? "textarea.field" : "input.field", {
    type: element.multiline ? null : (KINDS[element.type] ?? "text"),
    rows: element.multiline ? "8" : null,
    maxlength: limit,
    min: element.min_value,
    max: element.max_value,
    step: element.type === "number_input" && element.is_decimal_allowed ? "any" : null,
    placeholder: element.placeholder?.text,
    autofocus: element.focus_on_load,
    data: { action: element.action_id ?? "" },
    value,
  });
  const wants = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const send = () => block.dispatch_action && use(ctx, node, block, element, surface, node.value);
  node.addEventListener("input", () => {
    surface.enter?.(block, element, node.value);
    if (wants.includes("on_character_entered")) send();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || element.multiline) return;
    if (wants.includes("on_enter_pressed") && block.dispatch_action) {
      event.preventDefault();
      send();
    }
  });
  return node;
}

/** Date, time, both. */
export function pickerField(ctx, block, element, surface) {
  const start = surface.entered?.(block, element);
  const known = start?.value ?? start?.state?.[HOLDS[element.type]] ?? element[STARTS[element.type]] ?? element.initial_date_time;
  const both = element.type === "datetimepicker";
  const node = el("input.field.short", {
    type: KINDS[element.type],
    disabled: surface.idle,
    "aria-label": element.placeholder?.text ?? "Choose",
    data: { action: element.action_id ?? "" },
    value: both && typeof known === "number" ? local(known) : (known ?? ""),
  });
  node.addEventListener("change", () => {
    const value = both ? Math.floor(new Date(node.value).getTime() / 1000) : node.value;
    surface.enter?.(block, element, value);
    if (block.type !== "input" || block.dispatch_action) use(ctx, node, block, element, surface, value);
  });
  return node;
}

function local(seconds) {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

/** Radio buttons and checkboxes. */
export function choices(ctx, block, element, surface) {
  counter += 1;
  const many = element.type === "checkboxes";
  const start = surface.entered?.(block, element);
  const initial = many
    ? (start?.state?.selected_options ?? element.initial_options ?? []).map((option) => option.value)
    : [(start?.state?.selected_option ?? element.initial_option)?.value];
  const chosen = new Set(start?.value !== undefined ? [start.value].flat() : initial);
  const name = `choice-${counter}`;
  const change = (option, on) => {
    if (!many) chosen.clear();
    if (on) chosen.add(option.value);
    else chosen.delete(option.value);
    const value = many ? [...chosen] : option.value;
    surface.enter?.(block, element, value);
    if (block.type !== "input" || block.dispatch_action) use(ctx, node, block, element, surface, value);
  };
  const node = el("fieldset.choices", { data: { action: element.action_id ?? "" }, "aria-label": block.text?.text ?? "Choices" }, element.options.map((option) => {
    const box = el("input", { type: many ? "checkbox" : "radio", name, value: option.value, disabled: surface.idle, on: { change: () => change(option, box.checked) } });
    box.checked = chosen.has(option.value);
    return el("label.choice", {}, box, el("span", {}, textObject(ctx, option.text), option.description && el("small", {}, textObject(ctx, option.description))));
  }));
  return node;
}
