// Joins the parts of a window: what the server sends, where the person looks, and what draws it.

import { Acts } from "./acts.js";
import { ChannelPane } from "./channel.js";
import { el } from "./dom.js";
import { Emoji } from "./emoji.js";
import { HomePane } from "./home.js";
import { Inspector } from "./inspector.js";
import { Live } from "./live.js";
import { ModalHost } from "./modal.js";
import { People, avatar } from "./people.js";
import { PAGE, Route } from "./route.js";
import { Sidebar } from "./sidebar.js";
import { Store } from "./store.js";
import { StoryPanel } from "./story.js";
import { ThreadPane } from "./thread.js";
import { Time } from "./time.js";
import { toaster } from "./toast.js";
import { toolbar } from "./toolbar.js";

const FIRST_PERSON = "dana";
const parts = Object.fromEntries(["sidebar", "main", "thread", "inspector", "toasts"].map((id) => [id, document.getElementById(id)]));

class Window {
  constructor(about) {
    this.about = about;
    this.store = new Store();
    this.people = new People(this.store, about);
    this.emoji = new Emoji(about.emoji);
    this.time = new Time(about.now);
    this.toast = toaster(parts.toasts);
    this.acts = new Acts(() => this.me()?.id ?? "", this.toast);
    this.dismissed = new Set();
    this.pressed = new Map();
    this.ephemerals = new Map();
    this.up = false;
    this.loaded = PAGE;
    this.since = "";
    this.live = new Live(this.store, (up) => this.connected(up));
    this.route = new Route((place, before) => this.moved(place, before));
  }

  start() {
    this.story = new StoryPanel(this);
    new Sidebar(this, parts.sidebar);
    this.channelPane = new ChannelPane(this, parts.main);
    this.homePane = new HomePane(this, parts.main);
    this.threadPane = new ThreadPane(this, parts.thread);
    this.inspector = new Inspector(this, parts.inspector);
    new ModalHost(this);
    this.store.on(["people", "channels"], () => this.settle());
    addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("visibilitychange", () => this.store.touch("range"));
    if (!this.route.place.user) this.route.place.user = FIRST_PERSON;
    this.wanted = this.route.place.at;
    this.look();
    this.live.connect();
  }

  // ------------------------------------------------------------ what the parts ask

  me() {
    return this.people.find(this.route.place.user);
  }

  channel(id) {
    return (this.store.get("channels") ?? []).find((place) => place.id === id) ?? null;
  }

  status(ts) {
    const line = this.channel(this.route.place.channel)?.statuses[ts];
    return line ? `${this.about.bot.name} ${line}` : "";
  }

  online() {
    return this.up;
  }

  inspecting() {
    return !parts.inspector.hidden;
  }

  rows() {
    return this.loaded;
  }

  menuButton() {
    const me = this.me();
    const label = `You are ${me.real_name}. Channels and people`;
    return el("button.tool.only-narrow.whose", { type: "button", "aria-label": label, title: label, on: { click: () => this.narrow(true) } }, avatar(me, "small"), el("span", { text: me.real_name.split(" ")[0] }));
  }

  toolbar() {
    return toolbar(this, this.story);
  }

  /** An ephemeral message in the shape of others, the same object as long as it is the same. */
  ephemeral(seen) {
    if (!this.ephemerals.has(seen)) this.ephemerals.set(seen, { ...seen, user: this.about.bot.id, bot_id: this.about.bot.bot_id });
    return this.ephemerals.get(seen);
  }

  lastOwn({ channel, thread_ts: thread }) {
    const mine = this.store.under(`${thread ? "t" : "m"}/${channel}/`).filter((each) => each.user === this.me()?.id && each.subtype !== "tombstone" && each.client_msg_id);
    return mine.at(-1);
  }

  // ------------------------------------------------------------ what the parts do

  openThread(ts) {
    this.route.go({ thread: ts });
    this.threadPane.composer.box.focus();
  }

  openMessage({ channel, ts, thread }) {
    if (!this.channel(channel)) {
      this.toast(`${this.me().real_name} is not a member of that channel.`, true);
      return;
    }
    this.route.go({ channel, thread: thread || "", at: ts });
  }

  edit(message) {
    const inThread = message.thread_ts && message.thread_ts !== message.ts;
    (inThread ? this.threadPane : this.channelPane).composer.edit(message);
  }

  dismiss(ts) {
    this.dismissed.add(ts);
    this.store.touch("dismissed");
  }

  redraw(ts) {
    this.channelPane.list.stale(ts);
    this.threadPane.list.stale(ts);
    this.store.touch("m");
    this.store.touch("t");
  }

  become(user) {
    this.route.go({ user: user.name, channel: "", thread: "" });
  }

  inspect(on) {
    parts.inspector.hidden = !on;
    this.look();
    this.inspector.draw();
    this.store.touch("channels");
    this.store.touch("home");
  }

  showJson(title, value) {
    if (!this.inspecting()) this.inspect(true);
    this.inspector.show(title, value);
  }

  narrow(open) {
    document.body.classList.toggle("side-open", open);
    if (open) parts.sidebar.querySelector(".place")?.focus();
  }

  load(rows) {
    this.loaded = rows;
    this.look();
  }

  // ------------------------------------------------------------ following

  look() {
    const { user, channel, thread } = this.route.place;
    this.live.watch({ user, channel, thread, rows: this.loaded, since: this.since, inspector: this.inspecting() });
  }

  connected(up) {
    this.up = up;
    this.store.touch("app");
  }

  /** The first word from the server tells who there is; then the person, and a first channel, can be chosen. */
  settle() {
    const me = this.me();
    if (!me) {
      const anybody = this.people.find(FIRST_PERSON) ?? this.people.all()[0];
      if (anybody && this.store.get("people")) this.become(anybody);
      return;
    }
    const places = this.store.get("channels");
    if (!places?.length || this.route.place.channel) return;
    const first = places.find((place) => place.unread) ?? places[0];
    this.route.go({ channel: first.id });
  }

  moved(place, before) {
    const other = place.channel !== before.channel || place.user !== before.user;
    if (other) {
      this.loaded = PAGE;
      this.since = "";
    }
    if (place.at) this.since = place.thread ? place.thread : place.at;
    if (place.user !== before.user) {
      this.store.apply({ set: {}, drop: [...this.store.map.keys()].filter((key) => /^(channels|view|home|range|thread|[met]\/)/.test(key)) });
    }
    this.look();
    if (other && place.channel === "home") this.homePane.enter();
    else if (other) this.channelPane.enter();
    if (place.at) (place.thread ? this.threadPane : this.channelPane).list.show(place.at);
    this.threadPane.draw();
    for (const family of ["route", "m", "t"]) this.store.touch(family);
  }

  key(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const blocked = document.querySelector("dialog[open], [popover]");
    if (event.key === "Escape" && !blocked) this.escape();
    if (event.key !== "/" || typing || blocked || event.ctrlKey || event.metaKey || event.altKey) return;
    const composer = (this.route.place.thread && document.activeElement?.closest("#thread") ? this.threadPane : this.channelPane).composer;
    if (!composer.node.isConnected) return;
    event.preventDefault();
    composer.box.focus();
    if (!composer.box.value) composer.box.value = "/";
    composer.typed();
  }

  escape() {
    if (document.body.classList.contains("side-open")) this.narrow(false);
    else if (this.inspecting()) this.inspect(false);
    else if (this.route.place.thread) {
      this.route.go({ thread: "" });
      this.channelPane.composer.box.focus();
    }
  }
}

const about = await (await fetch("/web/about")).json();
new Window(about).start();
