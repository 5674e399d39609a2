// What may follow a / or an @ while one writes; arrows choose, Enter or Tab takes, Escape leaves.

import { el } from "./dom.js";

const SHOWN = 8;
let counter = 0;

/** @typedef {{title: string, note: string, take: () => void}} Offer */

export class Completion {
  /** @param {any} ctx @param {import("./composer.js").Composer} composer */
  constructor(ctx, composer) {
    counter += 1;
    this.ctx = ctx;
    this.composer = composer;
    this.id = `offers-${counter}`;
    this.at = 0;
    this.closed = "";
    /** @type {Offer[]} */
    this.offers = [];
    this.list = el("ul.offers", { id: this.id, role: "listbox", "aria-label": "Suggestions", hidden: true });
    composer.node.append(this.list);
    composer.box.setAttribute("aria-controls", this.id);
    composer.box.setAttribute("aria-autocomplete", "list");
    composer.box.addEventListener("blur", () => this.close());
  }

  update() {
    const { value, selectionStart } = this.composer.box;
    const before = value.slice(0, selectionStart);
    if (before !== this.closed) this.closed = "";
    this.offers = this.closed ? [] : [...this.commands(before), ...this.people(before)].slice(0, SHOWN);
    this.at = 0;
    this.draw();
  }

  commands(before) {
    const me = this.ctx.me();
    if (!/^\/\S*( \S*)?$/.test(before) || !me || me.is_bot || this.ctx.people.isExternal(me)) return [];
    const fits = (text) => text.startsWith(before) && text !== before.trimEnd();
    return this.ctx.about.commands.flatMap((command) => {
      const words = before.includes(" ") ? command.hints.map((hint) => ({ text: `${command.name} ${hint.split(/\s/)[0]}`, title: `${command.name} ${hint}` })) : [{ text: command.name, title: command.name }];
      return words.filter(({ text }) => fits(text)).map(({ text, title }) => ({ title, note: before.includes(" ") ? "" : command.description, take: () => this.put(before, `${text} `) }));
    });
  }

  people(before) {
    const typed = /(?:^|\s)@([\p{L}\p{N} ]{0,20})$/u.exec(before)?.[1];
    const place = this.ctx.channel(this.ctx.route.place.channel);
    if (typed === undefined || !place) return [];
    const wanted = typed.toLowerCase();
    return place.members.map((id) => this.ctx.people.find(id)).filter((user) => user?.real_name.toLowerCase().startsWith(wanted) && user.real_name.toLowerCase() !== wanted).map((user) => ({
      title: user.real_name,
      note: this.ctx.people.org(user.team_id).name,
      take: () => {
        this.composer.mentions.set(`@${user.real_name}`, user.id);
        this.put(`@${typed}`, `@${user.real_name} `);
      },
    }));
  }

  put(typed, text) {
    const { box } = this.composer;
    box.setRangeText(text, box.selectionStart - typed.length, box.selectionStart, "end");
    this.composer.typed();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it was for the list */
  key(event) {
    if (!this.offers.length) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + this.offers.length) % this.offers.length;
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) this.offers[this.at].take();
    else if (event.key === "Escape") {
      this.closed = this.composer.box.value.slice(0, this.composer.box.selectionStart);
      this.close();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    this.draw();
    return true;
  }

  close() {
    this.offers = [];
    this.draw();
  }

  draw() {
    this.list.hidden = !this.offers.length;
    this.list.replaceChildren(...this.offers.map((offer, number) => el("li", {
      id: `${this.id}-${number}`,
      role: "option",
      "aria-selected": String(number === this.at),
      // Before the box loses the focus, which would close the list.
      on: { pointerdown: (event) => (event.preventDefault(), offer.take()) },
    }, el("b", { text: offer.title }), el("small", { text: offer.note }))));
    const { box } = this.composer;
    if (this.offers.length) box.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
    else box.removeAttribute("aria-activedescendant");
  }
}
