// Plays the demo's scenes, one by one, at a speed at which people can read.

import { el, fill, icon } from "./dom.js";
import { openPopup } from "./popup.js";

export class StoryPanel {
  /** @param {any} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.box = null;
    ctx.store.on(["story"], () => this.changed());
  }

  state() {
    return this.ctx.store.get("story") ?? { titles: [], playing: null, ended: {} };
  }

  /** The button, or nothing where there is no story. */
  button() {
    const { titles, playing } = this.state();
    if (!titles.length) return null;
    const node = el("button.tool.wide", { type: "button", class: playing === null ? "tool wide" : "tool wide playing", "aria-haspopup": "dialog", "aria-expanded": "false", on: { click: () => this.open(node) } }, icon(playing === null ? "play" : "stop"), el("span", { text: playing === null ? "Play the story" : `Scene ${playing + 1} of ${titles.length}` }));
    return node;
  }

  open(anchor) {
    this.box = el("div.story", { role: "dialog", "aria-label": "The story" });
    this.draw();
    openPopup(anchor, this.box, { onClose: () => (this.box = null) });
  }

  changed() {
    const { playing, titles } = this.state();
    if (playing !== this.was && playing !== null && playing !== undefined) this.ctx.toast(`Scene ${playing + 1}: ${titles[playing]}`);
    this.was = playing;
    this.draw();
    this.ctx.store.touch("channels");
  }

  draw() {
    if (!this.box) return;
    const { titles, playing, ended } = this.state();
    const busy = playing !== null;
    const play = (first, last) => this.ctx.acts.post("/web/story", { first, last });
    fill(this.box,
      el("div.story-head", {}, el("b", { text: "The story" }), el("span.grow"),
        busy ? el("button.btn", { type: "button", text: "Stop", on: { click: () => this.ctx.acts.post("/web/story", {}) } })
          : el("button.btn.primary", { type: "button", text: "Play all", on: { click: () => play(0, titles.length - 1) } })),
      el("p.soft", { text: "Watch it with the customer and the desk side by side." }, ),
      el("a", { href: "/both", target: "_top", text: "Open both windows" }),
      el("ol.scenes", {}, titles.map((title, number) => {
        const mark = playing === number ? "now playing" : ended[number] === true ? "ended as it should" : ended[number] === false ? "ended otherwise" : "";
        return el("li", { data: { state: playing === number ? "playing" : String(ended[number] ?? "") } },
          el("button.scene", { type: "button", disabled: busy, on: { click: () => play(number, number) } }, el("span.grow", { text: `${number + 1}. ${title}` }), el("small", { text: mark })));
      })));
  }
}
