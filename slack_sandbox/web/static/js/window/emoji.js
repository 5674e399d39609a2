// Emoji by their short names; those outside the everyday list are asked for once.

import { el } from "./dom.js";

export class Emoji {
  /** @param {Object<string, string>} known  short name to character */
  constructor(known) {
    this.known = new Map(Object.entries(known));
    this.asked = new Map();
  }

  everyday() {
    return [...this.known.entries()].slice(0, 50);
  }

  /** An element that shows the emoji; its name in colons until, or unless, it is known. @param {string} name */
  draw(name) {
    const base = name.replace(/::skin-tone-\d$/, "");
    const node = el("span.emoji", { role: "img", "aria-label": base.replaceAll("_", " "), title: `:${name}:` });
    const char = this.known.get(base);
    node.textContent = char ?? `:${name}:`;
    if (char === undefined) this.ask(base).then((found) => found && (node.textContent = found));
    return node;
  }

  async ask(name) {
    if (!/^[\w+'-]+$/.test(name)) return null;
    if (!this.asked.has(name)) {
      this.asked.set(name, fetch(`/web/emoji/${encodeURIComponent(name)}`).then((r) => r.json()).catch(() => ({})));
    }
    const { char } = await this.asked.get(name);
    if (char) this.known.set(name, char);
    return char ?? null;
  }

  /** A text whose `:names:` are drawn. @param {string} text @returns {(Node|string)[]} */
  inText(text) {
    return text.split(/(:[a-z0-9_+'-]+:)/).map((part) => {
      const name = /^:([a-z0-9_+'-]+):$/.exec(part)?.[1];
      return name && !/^\d+$/.test(name) ? this.draw(name) : part;
    });
  }
}
