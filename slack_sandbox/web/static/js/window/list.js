// A scrolled list of messages that only redraws rows that changed, a few dozen a frame, and keeps its place.

import { el, icon, reconcile } from "./dom.js";
import { drawMessage } from "./message.js";

const ROWS_A_FRAME = 40;
const NEAR_PX = 60;
const GROUP_S = 300;

export class MessageList {
  /**
   * @param {any} ctx @param {string} label
   * @param {{inThread?: boolean, onTop?: () => void, onBottom?: () => void, again: () => void}} how
   */
  constructor(ctx, label, how) {
    this.ctx = ctx;
    this.how = how;
    this.rows = new Map();
    this.lines = new Map();
    this.atEnd = true;
    this.wanted = "";
    this.log = el("div.log", { role: "log", "aria-label": label, tabindex: "0" });
    this.jump = el("button.jump", { type: "button", hidden: true, on: { click: () => this.toEnd() } }, "Newest messages", icon("down"));
    this.node = el("div.log-frame", {}, this.log, this.jump);
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.log.addEventListener("keydown", (event) => this.walk(event));
  }

  /** Forget everything, for another channel. */
  clear() {
    this.rows.clear();
    this.lines.clear();
    this.atEnd = true;
    this.log.replaceChildren();
  }

  /** Draw one message anew. @param {string} ts */
  stale(ts) {
    const row = this.rows.get(ts);
    if (row) row.message = null;
  }

  /**
   * @param {any[]} messages  in order of ts @param {{newAfter?: string, top?: Node | null}} extra
   */
  draw(messages, { newAfter = "", top = null } = {}) {
    const held = this.hold();
    const plan = this.plan(messages, newAfter);
    let room = ROWS_A_FRAME;
    const nodes = [];
    // The newest first: when there is more than one frame can hold, the rest follows above.
    for (const item of plan.reverse()) {
      const node = item.line ? this.line(item) : this.row(item, () => (room -= 1) >= 0);
      if (node) nodes.push(node);
    }
    nodes.reverse();
    if (top) nodes.unshift(top);
    reconcile(this.log, nodes);
    this.forget(plan);
    this.restore(held);
    if (room < 0) this.how.again();
    else this.reveal();
  }

  plan(messages, newAfter) {
    const plan = [];
    let before = null;
    let told = false;
    for (const message of messages) {
      const day = this.ctx.time.day(message.ts);
      const newDay = !before || this.ctx.time.day(before.ts) !== day;
      if (newDay && !this.how.inThread) plan.push({ line: `day ${day}`, text: day });
      const isNew = !told && newAfter && message.ts > newAfter && message.user !== this.ctx.me()?.id;
      if (isNew) plan.push({ line: "new", text: "New", kind: "new" });
      told ||= Boolean(isNew);
      plan.push({ message, compact: !newDay && !isNew && groups(before, message) });
      before = message;
    }
    return plan;
  }

  row({ message, compact }, mayDraw) {
    const known = this.rows.get(message.ts);
    if (known && known.message === message && known.compact === compact) return known.node;
    if (!mayDraw()) return known?.node ?? null;
    const node = drawMessage(this.ctx, message, { compact, inThread: this.how.inThread });
    if (known) keepFocus(known.node, node);
    this.rows.set(message.ts, { node, message, compact });
    return node;
  }

  line({ line, text, kind = "day" }) {
    if (!this.lines.has(line)) this.lines.set(line, el("div", { class: `rule ${kind}`, role: "separator", "aria-label": text }, el("span", { text })));
    return this.lines.get(line);
  }

  forget(plan) {
    const here = new Set(plan.map((item) => item.message?.ts ?? item.line));
    for (const ts of this.rows.keys()) if (!here.has(ts)) this.rows.delete(ts);
    for (const line of this.lines.keys()) if (!here.has(line)) this.lines.delete(line);
  }

  hold() {
    const top = this.log.getBoundingClientRect().top;
    if (this.atEnd) return null;
    const first = [...this.log.querySelectorAll(".msg")].find((node) => node.getBoundingClientRect().bottom > top);
    return first && { ts: first.dataset.ts, offset: first.getBoundingClientRect().top };
  }

  restore(held) {
    const node = held && this.rows.get(held.ts)?.node;
    if (node) this.log.scrollTop += node.getBoundingClientRect().top - held.offset;
    else if (this.atEnd) this.log.scrollTop = this.log.scrollHeight;
    this.jump.hidden = this.atEnd;
  }

  /** Show a message, now or when it is there. @param {string} ts */
  show(ts) {
    this.wanted = ts;
    this.reveal();
  }

  reveal() {
    const node = this.wanted && this.rows.get(this.wanted)?.node;
    if (!node?.isConnected) return;
    this.wanted = "";
    this.atEnd = false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("found");
    node.focus({ preventScroll: true });
    node.addEventListener("animationend", () => node.classList.remove("found"), { once: true });
    this.scrolled();
  }

  toEnd() {
    this.atEnd = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.scrolled();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    this.atEnd = scrollTop + clientHeight >= scrollHeight - NEAR_PX;
    this.jump.hidden = this.atEnd;
    if (this.atEnd) this.how.onBottom?.();
    if (scrollTop < 400) this.how.onTop?.();
  }

  walk(event) {
    const message = event.target.closest(".msg");
    const rows = [...this.log.querySelectorAll(".msg")];
    const at = message ? rows.indexOf(message) : rows.length;
    if (event.target !== message && event.target !== this.log) return;
    if (event.key === "Enter" && message && !this.how.inThread) {
      event.preventDefault();
      this.ctx.openThread(message.dataset.ts);
      return;
    }
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || !rows[to]) return;
    event.preventDefault();
    rows[to].focus();
    rows[to].scrollIntoView({ block: "nearest" });
  }
}

function groups(before, message) {
  if (!before || before.user !== message.user || before.bot_id !== message.bot_id) return false;
  // A message of many blocks, such as a card, stands by itself.
  const plain = (each) => !each.subtype && !each.source && (each.blocks?.length ?? 0) <= 2;
  return plain(before) && plain(message) && message.ts - before.ts < GROUP_S && !before.reply_count;
}

/** When a row is drawn anew under the person's hands, its successor takes the focus over. */
function keepFocus(old, node) {
  const active = document.activeElement;
  if (!old.contains(active)) return;
  const action = active.dataset?.action;
  queueMicrotask(() => {
    const same = action && [...node.querySelectorAll("[data-action]")].find((each) => each.dataset.action === action);
    (same ?? node).focus({ preventScroll: true });
  });
}
