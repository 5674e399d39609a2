// The middle of the window: a channel with its messages and the box to write in.

import { Composer } from "./composer.js";
import { el, fill, icon } from "./dom.js";
import { MessageList } from "./list.js";
import { PAGE } from "./route.js";

export class ChannelPane {
  /** @param {any} ctx @param {HTMLElement} node */
  constructor(ctx, node) {
    this.ctx = ctx;
    this.node = node;
    this.entry = { key: "", lastRead: "" };
    this.top = el("p.soft.top", { text: "Loading earlier messages …" });
    this.list = new MessageList(ctx, "Messages", { onTop: () => this.older(), onBottom: () => this.read(), again: () => ctx.store.touch("m") });
    this.composer = new Composer(ctx, () => ({ channel: ctx.route.place.channel }));
    this.head = el("header.pane-head");
    this.body = el("div.pane-body", {}, this.list.node, this.composer.node);
    ctx.store.on(["m", "e", "range", "channels", "people", "dismissed"], () => this.draw());
  }

  /** Show another channel, or the same one to another person. */
  enter() {
    this.list.clear();
    this.composer.leave();
    this.shown = "";
    this.draw();
  }

  draw() {
    const { ctx } = this;
    const place = ctx.channel(ctx.route.place.channel);
    if (ctx.route.place.channel === "home") return;
    if (!place) {
      this.shown = "";
      fill(this.node, el("div.empty", {}, el("p", { text: ctx.me() ? "Choose a channel." : "Connecting to the sandbox …" })));
      return;
    }
    this.header(place);
    if (this.shown !== place.id) fill(this.node, this.head, this.body);
    this.shown = place.id;
    const name = place.im_user ? ctx.people.placeName(place) : `#${place.name}`;
    const range = ctx.store.get("range");
    if (range?.channel !== place.id) return;
    const key = `${ctx.me().id}/${place.id}`;
    if (this.entry.key !== key) this.entry = { key, lastRead: range.last_read };
    const ephemerals = ctx.store.under(`e/${place.id}/`).filter((each) => !each.thread_ts && !ctx.dismissed.has(each.ts));
    const messages = [...ctx.store.under(`m/${place.id}/`), ...ephemerals.map(asMessage(ctx))].sort(byTs);
    const top = range.more ? this.top : el("p.soft.top", { text: `This is where ${name} begins.` });
    this.list.draw(messages, { newAfter: this.entry.lastRead, top });
    this.composer.status(place.statuses[""] ?? "");
    this.composer.state(place);
    this.read();
  }

  header(place) {
    const { ctx } = this;
    const now = JSON.stringify([ctx.me().id, place.id, place.name, place.connected, place.archived, place.members, ctx.inspecting(), ctx.store.get("story")]);
    if (this.headed === now) return;
    this.headed = now;
    const others = place.connected.map((id) => ctx.people.org(id).name);
    const note = others.length ? `Shared with ${others.join(" and ")}` : "";
    fill(this.head,
      ctx.menuButton(),
      el("h1", {}, icon(place.im_user ? "reply" : place.private ? "lock" : "hash"), el("span", { text: ctx.people.placeName(place) })),
      place.archived && el("span.badge", { text: "Archived" }),
      note && el("span.org", { text: note }),
      el("span.soft.count", { text: `${place.members.length} members` }),
      ctx.toolbar());
  }

  older() {
    const range = this.ctx.store.get("range");
    if (range?.more && this.list.rows.size >= this.ctx.rows()) this.ctx.load(this.ctx.rows() + PAGE);
  }

  read() {
    const { ctx } = this;
    if (document.hidden || !this.list.atEnd) return;
    const place = ctx.channel(ctx.route.place.channel);
    if (!place?.unread) return;
    const newest = ctx.store.under(`m/${place.id}/`).map(newestTs).sort().at(-1);
    if (newest) ctx.live.read(ctx.me().id, place.id, newest);
  }

  /** Show a message that may have to be loaded first. @param {string} ts */
  show(ts) {
    this.list.show(ts);
  }
}

/** A reply may be newer than any message in the channel itself. */
function newestTs(message) {
  return message.latest_reply > message.ts ? message.latest_reply : message.ts;
}

/** An ephemeral message in the shape of others. */
export function asMessage(ctx) {
  return (seen) => ctx.ephemeral(seen);
}

export function byTs(a, b) {
  return a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0;
}
