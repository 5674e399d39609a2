// The modal in front of the person: fields that keep what was typed, errors under them, push and update, close.

import { drawBlocks } from "./blocks.js";
import { el, fill, icon } from "./dom.js";
import { textObject } from "./mrkdwn.js";

export class ModalHost {
  /** @param {any} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.view = null;
    this.user = "";
    this.drafts = new Map();
    this.errors = {};
    this.dialog = el("dialog.modal", { "aria-labelledby": "modal-title" });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close(true);
    });
    document.body.append(this.dialog);
    ctx.store.on(["view", "route"], () => this.follow());
  }

  /** What the server says is in front of the person. */
  follow() {
    const view = this.ctx.store.get("view") ?? null;
    const user = this.ctx.me()?.id ?? "";
    if (view === this.view && user === this.user) return;
    if (view?.id !== this.view?.id || user !== this.user) this.errors = {};
    this.view = view;
    this.user = user;
    if (!view) {
      this.drafts.clear();
      this.dialog.close();
      return;
    }
    this.draw();
    if (!this.dialog.open) this.dialog.showModal();
  }

  draw() {
    const { view, ctx } = this;
    const active = document.activeElement;
    const field = active?.closest("[data-field]")?.dataset.field;
    const pushed = Boolean(view.previous_view_id);
    const submit = view.submit ?? (view.blocks.some((block) => block.type === "input") ? { type: "plain_text", text: "Submit" } : null);
    this.submitButton = submit && el("button.btn.primary", { type: "submit" }, textObject(ctx, submit));
    const form = el("form", { novalidate: true, on: { submit: (event) => (event.preventDefault(), this.submit()) } },
      el("header.modal-head", {},
        pushed && el("button.tool", { type: "button", "aria-label": "Back", on: { click: () => this.close(false) } }, icon("back")),
        el("h2", { id: "modal-title" }, textObject(ctx, view.title)),
        el("button.tool", { type: "button", "aria-label": "Close", on: { click: () => this.close(true) } }, icon("close"))),
      el("div.modal-body", {}, drawBlocks(ctx, view.blocks, this.surface())),
      el("footer.modal-foot", {},
        el("span.badge.app-name", { text: ctx.about.app_name }),
        el("span.grow"),
        el("button.btn", { type: "button", on: { click: () => this.close(false) } }, view.close ? textObject(ctx, view.close) : "Cancel"),
        this.submitButton));
    fill(this.dialog, form);
    const wrong = Object.keys(this.errors)[0];
    const wanted = wrong ?? field;
    const first = wanted ? form.querySelector(`[data-field="${CSS.escape(wanted)}"]`) : form.querySelector("[data-field]");
    first?.querySelector("input, textarea, [role=combobox]")?.focus();
  }

  /** @returns {import("./blocks.js").Surface} */
  surface() {
    const { ctx, view } = this;
    const key = (block, element) => `${view.id}/${block.block_id}/${element.action_id}`;
    return {
      kind: "modal",
      errors: this.errors,
      idle: false,
      act: (block, element, value) => ctx.acts.act("click_view", { action_id: element.action_id, block_id: block.block_id, ...(value === undefined ? {} : { value }) }),
      suggest: (element, text) => ctx.acts.act("suggest", { action_id: element.action_id, text }),
      enter: (block, element, value, choices) => this.drafts.set(key(block, element), { block: block.block_id, value, choices }),
      entered: (block, element) => this.drafts.get(key(block, element)) ?? { state: view.state?.values?.[block.block_id]?.[element.action_id] },
    };
  }

  /** What stands in the input blocks where it was touched here. */
  values() {
    const inputs = new Set(this.view.blocks.filter((block) => block.type === "input").map((block) => block.block_id));
    const values = {};
    for (const [key, { block, value }] of this.drafts) {
      if (key.startsWith(`${this.view.id}/`) && inputs.has(block)) values[block] = value;
    }
    return values;
  }

  async submit() {
    const { ctx } = this;
    this.errors = this.missing();
    if (Object.keys(this.errors).length) {
      this.draw();
      return;
    }
    this.submitButton?.setAttribute("aria-busy", "true");
    const outcome = await ctx.acts.act("submit", { values: this.values() });
    this.submitButton?.removeAttribute("aria-busy");
    if (outcome && Object.keys(outcome.errors ?? {}).length && this.view) {
      this.errors = outcome.errors;
      this.draw();
    }
  }

  /** Slack's client does not send a required field empty. */
  missing() {
    const found = {};
    const surface = this.surface();
    for (const block of this.view.blocks) {
      if (block.type !== "input" || block.optional) continue;
      const { value, state } = surface.entered(block, block.element);
      const now = value !== undefined ? value : Object.entries(state ?? {}).find(([name]) => name !== "type")?.[1];
      if (now === null || now === undefined || now === "" || (Array.isArray(now) && !now.length)) found[block.block_id] = "Please complete this required field.";
    }
    return found;
  }

  close(everything) {
    this.ctx.acts.act("close_view", everything ? { everything } : {});
  }
}
