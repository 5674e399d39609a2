// Plays the demo's scenes, one by one, at a speed at which people can read.

import { el, fill, icon } from "./dom.js";
import { openPopup } from "./popup.js";

export class StoryPanel {
  /** @param {any} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.box = null;
    this.following = new URLSearchParams(location.search).has("follow");
    ctx.store.on(["story"], () => this.changed());
    ctx.store.on(["m"], () => this.follow());
  }

  state() {
    return this.ctx.store.get("story") ?? { titles: [], playing: null, ended: {} };
  }

  /** The button, or nothing where there is no story. */
  button() {
    const { titles, playing } = this.state();
    if (!titles.length) return null;
    const label = playing === null ? "Play the story" : `Scene ${playing + 1} of ${titles.length}`;
    const node = el("button", { type: "button", class: playing === null ? "tool wide" : "tool wide playing", "aria-label": label, title: label, "aria-haspopup": "dialog", "aria-expanded": "false", on: { click: () => this.open(node) } }, icon(playing === null ? "play" : "stop"), el("span", { text: label }));
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
    this.follow();
    this.draw();
    this.ctx.store.touch("channels");
  }

  /** A customer's window goes where a customer speaks, and opens the thread once there is something in it. */
  follow() {
    const { where } = this.state();
    if (!this.following || !where || !this.ctx.people.find(where.user)) return;
    const { user, channel, thread } = this.ctx.route.place;
    const there = user === where.user && channel === where.channel;
    if (!there) this.ctx.route.go({ user: where.user, channel: where.channel });
    else if (thread !== where.thread && this.ctx.store.get(`m/${channel}/${where.thread}`)?.reply_count) this.ctx.route.go({ thread: where.thread });
  }

  draw() {
    if (!this.box) return;
    const { titles, playing, ended } = this.state();
    const busy = playing !== null;
    const play = (first, last) => {
      this.following ||= this.ctx.people.isExternal(this.ctx.me());
      this.ctx.acts.post("/web/story", { first, last });
    };
    fill(this.box,
      el("div.story-head", {}, el("b", { text: "The story" }), el("span.grow"),
        busy ? el("button.btn", { type: "button", text: "Stop", on: { click: () => this.ctx.acts.post("/web/story", {}) } })
          : el("button.btn.primary", { type: "button", text: "Play all", on: { click: () => play(0, titles.length - 1) } })),
      window.top === window && el("p.soft", {}, "Watch it with ", el("a", { href: "/both", text: "customer and desk side by side" }), "."),
      el("ol.scenes", {}, titles.map((title, number) => {
        const mark = playing === number ? "playing" : ended[number] === true ? "✓ as it should" : ended[number] === false ? "✗ otherwise" : "";
        return el("li", { data: { state: playing === number ? "playing" : String(ended[number] ?? "") } },
          el("button.scene", { type: "button", disabled: busy, on: { click: () => play(number, number) } }, el("span.grow", { text: `${number + 1}. ${title}` }), el("small", { text: mark })));
      })));
  }
}
