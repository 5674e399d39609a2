// The drawer that shows what passes between the app and Slack: calls and envelopes, errors in red, each with its JSON.

import { el, fill, icon, reconcile } from "./dom.js";
import { drawJson } from "./json.js";
import { walkable } from "./popup.js";

const ARROWS = { call: "→", response: "→", envelope: "←", undelivered: "⊘" };
const WHAT = { call: "Call", response: "response_url", envelope: "Envelope", undelivered: "Undelivered event" };

export class Inspector {
  /** @param {any} ctx @param {HTMLElement} node */
  constructor(ctx, node) {
    this.ctx = ctx;
    this.node = node;
    this.rows = new Map();
    this.chosen = "";
    this.search = el("input.search", { type: "search", placeholder: "Search calls and envelopes", "aria-label": "Search calls and envelopes", on: { input: () => this.draw() } });
    this.bad = el("input", { type: "checkbox", on: { change: () => this.draw() } });
    this.count = el("span.soft", { role: "status" });
    this.odd = el("button.link", { type: "button", hidden: true, on: { click: () => this.show("What Slack ignores and a correct app does not do", this.ctx.store.get("odd")) } });
    this.list = el("div.entries", { role: "listbox", "aria-label": "Calls and envelopes", tabindex: "0" });
    this.detail = el("div.detail", { tabindex: "0", role: "region", "aria-label": "JSON" }, el("p.soft", { text: "Choose a line, or press a message, to see its JSON." }));
    const close = el("button.tool", { type: "button", "aria-label": "Close the inspector", on: { click: () => ctx.inspect(false) } }, icon("close"));
    fill(node,
      el("header.pane-head", {}, el("h2", { text: "Inspector" }), this.search, el("label.also", {}, this.bad, el("span", { text: "Only errors" })), this.count, this.odd, el("span.grow"), close),
      el("div.inspector-body", {}, this.list, this.detail));
    walkable(this.list, ".entry");
    ctx.store.on(["j", "odd"], () => this.draw());
  }

  draw() {
    if (this.node.hidden) return;
    const wanted = this.search.value.trim().toLowerCase();
    const keys = [...this.ctx.store.map.keys()].filter((key) => key.startsWith("j/"));
    const entries = keys.map((key) => ({ key, row: this.ctx.store.get(key) })).sort((a, b) => b.row.at - a.row.at);
    const shown = entries.filter(({ row }) => (!this.bad.checked || row.bad) && (!wanted || text(row).includes(wanted)));
    const end = this.list.scrollTop < 10;
    reconcile(this.list, shown.map(({ key, row }) => this.entry(key, row)));
    if (end) this.list.scrollTop = 0;
    const bad = entries.filter(({ row }) => row.bad).length;
    this.count.textContent = `${shown.length} of ${entries.length}${bad ? `, ${bad} with errors` : ""}`;
    const odd = this.ctx.store.get("odd")?.length ?? 0;
    this.odd.hidden = !odd;
    this.odd.textContent = `${odd} ${odd === 1 ? "oddity" : "oddities"}`;
    const here = new Set(keys);
    for (const key of this.rows.keys()) if (!here.has(key)) this.rows.delete(key);
  }

  entry(key, row) {
    const known = this.rows.get(key);
    if (known?.row === row) return known.node;
    const node = el("button", {
      class: row.bad ? "entry bad" : "entry",
      type: "button",
      role: "option",
      "aria-selected": String(this.chosen === key),
      on: { click: () => this.choose(key, row) },
    },
      el("time", { text: this.ctx.time.exact(row.at) }),
      el("span.arrow", { title: WHAT[row.kind], "aria-hidden": "true", text: ARROWS[row.kind] }),
      el("b", { text: row.name }),
      el("span.note", { text: row.note || "ok" }));
    if (known?.node === document.activeElement) queueMicrotask(() => node.focus());
    this.rows.set(key, { node, row });
    return node;
  }

  choose(key, row) {
    this.chosen = key;
    for (const [other, { node }] of this.rows) node.setAttribute("aria-selected", String(other === key));
    this.show(`${WHAT[row.kind]} ${row.name}`, row.raw);
  }

  /** @param {string} title @param {any} value */
  show(title, value) {
    fill(this.detail, el("h3", { text: title }), drawJson(value));
    this.detail.scrollTop = 0;
  }
}

/** What a search looks through; made once a row. */
function text(row) {
  row._text ??= `${row.kind} ${row.name} ${row.note} ${JSON.stringify(row.raw)}`.toLowerCase();
  return row._text;
}
