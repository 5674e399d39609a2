// The box to write in: Enter sends, Shift+Enter breaks the line, / runs commands, @ mentions, arrow up edits.

import { Completion } from "./completion.js";
import { el, icon } from "./dom.js";
import { toUpload } from "./files.js";

const TALLEST_PX = 200;

export class Composer {
  /** @param {any} ctx @param {() => {channel: string, thread_ts?: string}} where @param {string} [hint] */
  constructor(ctx, where, hint = "") {
    this.ctx = ctx;
    this.where = where;
    this.hint = hint;
    this.mentions = new Map();
    this.files = [];
    this.editing = null;
    this.box = el("textarea", { rows: "1", "aria-label": hint || "Message", placeholder: hint, autocomplete: "off" });
    this.line = el("div.status-line", { "aria-live": "polite" });
    this.chips = el("div.chips");
    this.note = el("div.editing", { hidden: true });
    const chooser = el("input", { type: "file", multiple: true, hidden: true, "aria-label": "Attach files", tabindex: "-1", on: { change: () => this.attach(chooser) } });
    this.clip = el("button.tool", { type: "button", "aria-label": "Attach a file", title: "Attach a file", on: { click: () => chooser.click() } }, icon("clip"));
    this.button = el("button.tool.send", { type: "button", "aria-label": "Send", title: "Send", on: { click: () => this.send() } }, icon("send"));
    this.also = el("input", { type: "checkbox" });
    this.alsoRow = el("label.also", { hidden: true }, this.also, el("span"));
    this.node = el("div.composer", {}, this.line, el("div.compose-box", {}, this.note, this.box, this.chips, el("div.compose-foot", {}, this.clip, this.alsoRow, el("span.grow"), this.button), chooser));
    this.completion = new Completion(ctx, this);
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("paste", (event) => event.clipboardData?.files.length && this.attach(event.clipboardData));
  }

  /** Empty it, for another place. */
  leave() {
    this.stopEditing();
    this.files = [];
    this.drawChips();
    this.box.value = "";
    this.typed();
  }

  /** What the app says it is doing. @param {string} text */
  status(text) {
    const shown = text ? `${this.ctx.about.bot.name} ${text}` : "";
    if (this.line.textContent !== shown) this.line.textContent = shown;
  }

  /** @param {any} place  the channel */
  state(place) {
    const hint = this.hint || `Message ${place.im_user ? "" : "#"}${this.ctx.people.placeName(place)}`;
    const closed = place.archived ? "This channel is archived" : "Sending messages to this app has been turned off";
    this.box.placeholder = place.closed ? closed : hint;
    this.box.setAttribute("aria-label", hint);
    this.box.disabled = place.closed;
    this.alsoRow.hidden = !this.where().thread_ts;
    this.alsoRow.lastChild.textContent = `Also send to #${place.name}`;
  }

  typed() {
    this.box.style.height = "auto";
    if (this.box.value) this.box.style.height = `${Math.min(this.box.scrollHeight, TALLEST_PX)}px`;
    this.button.classList.toggle("ready", Boolean(this.box.value.trim() || this.files.length));
    this.completion.update();
  }

  key(event) {
    if (event.isComposing || this.completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && this.editing) {
      event.preventDefault();
      event.stopPropagation();
      this.leave();
    } else if (event.key === "ArrowUp" && !this.box.value) {
      const mine = this.ctx.lastOwn(this.where());
      if (mine) {
        event.preventDefault();
        this.edit(mine);
      }
    }
  }

  /** Change a message that was sent. @param {any} message */
  edit(message) {
    this.editing = message;
    this.note.hidden = false;
    this.note.replaceChildren(el("span", { text: "Editing your message" }), el("button.link", { type: "button", text: "Cancel", on: { click: () => this.leave() } }));
    this.box.value = this.asTyped(message.text);
    this.box.focus();
    this.typed();
  }

  stopEditing() {
    this.editing = null;
    this.note.hidden = true;
  }

  /** A stored text as its author typed it: names for mentions, characters for entities. */
  asTyped(text) {
    return text
      .replace(/<@([A-Z0-9]+)>/g, (whole, id) => {
        const user = this.ctx.people.find(id);
        if (!user) return whole;
        this.mentions.set(`@${user.real_name}`, id);
        return `@${user.real_name}`;
      })
      .replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1")
      .replace(/:([a-z0-9_+]+):/g, (whole, name) => this.ctx.emoji.known.get(name) ?? whole)
      .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  }

  /** Mentions that were picked, as the drive takes them. */
  outgoing() {
    let text = this.box.value.trim();
    for (const [shown, id] of this.mentions) text = text.replaceAll(shown, `<@${id}>`);
    return text;
  }

  async attach({ files }) {
    this.files.push(...(await Promise.all([...files].map(toUpload))));
    this.drawChips();
    this.typed();
  }

  drawChips() {
    this.chips.replaceChildren(...this.files.map((file) => el("span.chip", {}, icon("file"), file.name, el("button.plain", { type: "button", "aria-label": `Remove ${file.name}`, on: { click: () => this.detach(file) } }, icon("close")))));
  }

  detach(file) {
    this.files = this.files.filter((each) => each !== file);
    this.drawChips();
    this.typed();
  }

  async send() {
    const text = this.outgoing();
    const where = this.where();
    if (!text && !this.files.length) return;
    const { editing, files } = this;
    const broadcast = this.also.checked && Boolean(where.thread_ts);
    this.leave();
    this.mentions.clear();
    this.also.checked = false;
    const command = /^\/([\w-]+)\s*([\s\S]*)$/.exec(text);
    let done;
    if (editing) done = await this.ctx.acts.act("edit", { channel: where.channel, ts: editing.ts, text });
    else if (command) done = await this.run(`/${command[1]}`, command[2], where);
    else done = await this.ctx.acts.act("post", { ...where, text, files, ...(broadcast ? { broadcast } : {}) });
    if (done === null && !this.box.value) this.box.value = text;
  }

  run(command, text, where) {
    if (this.ctx.me().is_bot) {
      this.ctx.toast("Bots cannot run commands", true);
      return null;
    }
    return this.ctx.acts.act("command", { ...where, command, text });
  }
}
