// The panel at the right: one thread.

import { asMessage, byTs } from "./channel.js";
import { Composer } from "./composer.js";
import { el, fill, icon } from "./dom.js";
import { MessageList } from "./list.js";

export class ThreadPane {
  /** @param {any} ctx @param {HTMLElement} node */
  constructor(ctx, node) {
    this.ctx = ctx;
    this.node = node;
    this.key = "";
    this.list = new MessageList(ctx, "Thread", { inThread: true, onBottom: () => this.read(), again: () => ctx.store.touch("t") });
    this.composer = new Composer(ctx, () => ({ channel: ctx.route.place.channel, thread_ts: ctx.route.place.thread }), "Reply …");
    const close = el("button.tool", { type: "button", "aria-label": "Close the thread", on: { click: () => ctx.route.go({ thread: "" }) } }, icon("close"));
    this.where = el("span.soft");
    fill(node, el("header.pane-head", {}, el("h2", { text: "Thread" }), this.where, el("span.grow"), close), this.list.node, this.composer.node);
    ctx.store.on(["t", "e", "thread", "channels", "people", "dismissed"], () => this.draw());
  }

  draw() {
    const { ctx } = this;
    const { channel, thread, user } = ctx.route.place;
    const place = ctx.channel(channel);
    this.node.hidden = !thread || !place;
    document.body.classList.toggle("has-thread", !this.node.hidden);
    if (this.node.hidden) return;
    const key = `${user}/${channel}/${thread}`;
    if (this.key !== key) {
      this.key = key;
      this.list.clear();
      this.composer.leave();
    }
    this.where.textContent = `#${place.name}`;
    const ephemerals = ctx.store.under(`e/${channel}/`).filter((each) => each.thread_ts === thread && !ctx.dismissed.has(each.ts));
    const messages = [...ctx.store.under(`t/${channel}/`), ...ephemerals.map(asMessage(ctx))].sort(byTs);
    const state = ctx.store.get("thread");
    const gone = state?.ts === thread && state.gone;
    this.list.draw(messages, { top: gone ? el("p.soft.top", { text: "This message is not there any more." }) : null });
    this.composer.status(place.statuses[thread] ?? "");
    this.composer.state(place);
    this.read();
  }

  read() {
    const { ctx } = this;
    const state = ctx.store.get("thread");
    if (document.hidden || !this.list.atEnd || !state || state.gone || state.ts !== ctx.route.place.thread) return;
    const newest = ctx.store.under(`t/${state.channel}/`).at(-1);
    if (newest && newest.ts > state.last_read) ctx.live.read(ctx.me().id, `${state.channel}/${state.ts}`, newest.ts);
  }
}
