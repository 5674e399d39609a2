// Select menus of every source: options of the block, people, channels, or asked from the app as one types.

import { el, icon } from "./dom.js";
import { use } from "./elements.js";
import { openPopup } from "./popup.js";

const WAIT_MS = 200;
let counter = 0;

/** @typedef {{value: string, text: string, note?: string, group?: string}} Choice */

/** @param {any} ctx @param {any} block @param {any} element @param {import("./blocks.js").Surface} surface */
export function selectMenu(ctx, block, element, surface) {
  const many = element.type.startsWith("multi_");
  let chosen = start(ctx, block, element, surface);
  const hint = element.placeholder?.text ?? "Choose";
  const shown = el("span.select-text");
  const show = () => {
    shown.textContent = chosen.map((choice) => choice.text).join(", ") || hint;
    shown.classList.toggle("hint", !chosen.length);
  };
  const take = (choice) => {
    const had = chosen.some((each) => each.value === choice.value);
    const room = !element.max_selected_items || chosen.length < element.max_selected_items;
    if (!many) chosen = [choice];
    else if (had) chosen = chosen.filter((each) => each.value !== choice.value);
    else if (room) chosen = [...chosen, choice];
    show();
    const value = many ? chosen.map((each) => each.value) : choice.value;
    if (surface.enter) surface.enter(block, element, value, chosen);
    if (block.type !== "input" || block.dispatch_action) use(ctx, node, block, element, surface, value);
  };
  const name = block.label?.text ?? hint;
  const node = el("button.select", {
    type: "button",
    role: "combobox",
    disabled: surface.idle,
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    "aria-label": name,
    data: { action: element.action_id ?? "" },
    on: { click: () => openList(ctx, node, element, surface, name, () => chosen, take, many) },
  }, shown, icon("down"));
  show();
  return node;
}

function openList(ctx, node, element, surface, name, chosen, take, many) {
  counter += 1;
  const id = `list-${counter}`;
  const list = el("ul.options", { id, role: "listbox", "aria-label": name, "aria-multiselectable": String(many) });
  const search = el("input.search", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": id, "aria-label": `Search: ${name}`, autocomplete: "off" });
  const box = el("div.picker", {}, search, list);
  let at = 0;
  let rows = [];
  const mark = () => {
    rows.forEach((row, number) => row.node.classList.toggle("at", number === at));
    search.setAttribute("aria-activedescendant", rows[at]?.node.id ?? "");
    rows[at]?.node.scrollIntoView({ block: "nearest" });
  };
  const pick = (choice) => {
    take(choice);
    if (many) draw();
    else close();
  };
  const draw = async () => {
    const found = await find(ctx, element, surface, search.value.trim());
    rows = [];
    list.replaceChildren();
    let group;
    for (const choice of found) {
      if (choice.group && choice.group !== group) list.append(el("li.group", { role: "presentation", text: choice.group }));
      group = choice.group;
      const is = chosen().some((each) => each.value === choice.value);
      const row = el("li.option", { id: `${id}-${rows.length}`, role: "option", "aria-selected": String(is), on: { click: () => pick(choice) } }, el("span", { text: choice.text }), choice.note && el("small", { text: choice.note }));
      rows.push({ node: row, choice });
      list.append(row);
    }
    if (!rows.length) list.append(el("li.group", { role: "presentation", text: emptyNote(element, search.value) }));
    at = Math.min(at, Math.max(rows.length - 1, 0));
    mark();
  };
  let timer = 0;
  let drawn = Promise.resolve();
  search.addEventListener("input", () => {
    at = 0;
    clearTimeout(timer);
    const wait = element.type.endsWith("external_select") ? WAIT_MS : 0;
    drawn = new Promise((resolve) => {
      timer = setTimeout(() => draw().then(resolve), wait);
    });
  });
  search.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length) at = (at + step + rows.length) % rows.length;
    else if (event.key === "Enter") drawn.then(() => rows[at] && pick(rows[at].choice));
    else if (event.key === "Tab") close();
    else return;
    if (event.key !== "Tab") event.preventDefault();
    mark();
  });
  node.setAttribute("aria-controls", id);
  const close = openPopup(node, box, { focus: search, onClose: () => node.removeAttribute("aria-controls") });
  draw();
}

function emptyNote(element, typed) {
  const least = element.min_query_length ?? 3;
  if (element.type.endsWith("external_select") && typed.trim().length < least) return `Type ${least} characters or more`;
  return "Nothing found";
}

/** @returns {Promise<Choice[]>} */
async function find(ctx, element, surface, text) {
  const fits = (choice) => choice.text.toLowerCase().includes(text.toLowerCase());
  if (element.type.endsWith("external_select")) {
    const outcome = await surface.suggest(element, text);
    return (outcome?.options ?? []).map(asChoice);
  }
  return offered(ctx, element).filter(fits);
}

function offered(ctx, element) {
  if (element.type.endsWith("users_select")) {
    return ctx.people.all().filter((user) => !user.deleted).map((user) => ({ value: user.id, text: user.real_name, note: ctx.people.org(user.team_id).name }));
  }
  if (/(channels|conversations)_select$/.test(element.type)) {
    return (ctx.store.get("channels") ?? []).filter((place) => !place.im_user).map((place) => ({ value: place.id, text: `#${place.name}` }));
  }
  if (element.option_groups) {
    return element.option_groups.flatMap((group) => group.options.map((option) => ({ ...asChoice(option), group: group.label.text })));
  }
  return (element.options ?? []).map(asChoice);
}

function asChoice(option) {
  return { value: option.value, text: option.text.text, note: option.description?.text };
}

function start(ctx, block, element, surface) {
  const entered = surface.entered?.(block, element);
  if (entered?.choices) return entered.choices;
  const initial = Object.entries(entered?.state ?? element).find(([key]) => /^(initial|selected)_/.test(key))?.[1];
  const values = initial === undefined || initial === null ? [] : [initial].flat();
  return values.map((value) => {
    if (typeof value === "object") return asChoice(value);
    return offered(ctx, element).find((choice) => choice.value === value) ?? { value, text: value };
  });
}
