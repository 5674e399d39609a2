// What one can do to a message: react, copy its link, edit, delete, run the app's shortcuts, see its JSON.

import { ask } from "./dialog.js";
import { el } from "./dom.js";
import { clean } from "./message.js";
import { openMenu, openPopup } from "./popup.js";

/** @param {any} ctx @param {HTMLElement} anchor @param {any} message */
export function openTools(ctx, anchor, message) {
  const me = ctx.me();
  const where = { channel: ctx.route.place.channel, ts: message.ts };
  const mine = message.user === me.id;
  const items = [{ text: "Copy link", run: () => copyLink(ctx, message) }];
  if (mine && !me.is_bot) items.push({ text: "Edit message", run: () => ctx.edit(message) });
  if (!ctx.people.isExternal(me) && !me.is_bot) {
    for (const shortcut of ctx.about.shortcuts.filter(({ kind }) => kind === "message")) {
      items.push({ text: shortcut.name, note: ctx.about.app_name, run: () => ctx.acts.act("message_shortcut", { ...where, callback_id: shortcut.callback_id }) });
    }
  }
  items.push({ text: "View JSON", run: () => ctx.showJson(`Message ${message.ts}`, clean(message)) });
  if (mine || me.is_admin) items.push({ text: "Delete message", bad: true, run: () => remove(ctx, where) });
  openMenu(anchor, "Message actions", items);
}

async function remove(ctx, where) {
  if (await ask("Delete message", "It is taken away for everybody.", "Delete", "Cancel", true)) ctx.acts.act("delete", where);
}

/** A message's address as Slack writes it. */
export function permalink(ctx, message) {
  const { channel } = ctx.route.place;
  const base = `https://${ctx.people.org(ctx.about.host).domain}.slack.com/archives/${channel}/p${message.ts.replace(".", "")}`;
  const reply = message.thread_ts && message.thread_ts !== message.ts;
  return reply ? `${base}?thread_ts=${message.thread_ts}&cid=${channel}` : base;
}

async function copyLink(ctx, message) {
  const url = permalink(ctx, message);
  try {
    await navigator.clipboard.writeText(url);
    ctx.toast("Link copied");
  } catch {
    ctx.toast(url);
  }
}

/** @param {any} ctx @param {HTMLElement} anchor @param {any} message */
export function pickReaction(ctx, anchor, message) {
  const pick = (name) => {
    close();
    ctx.acts.act("react", { channel: ctx.route.place.channel, ts: message.ts, name });
  };
  const named = el("input.search", { type: "text", "aria-label": "Emoji by name", placeholder: "name, such as eyes" });
  named.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && named.value.trim()) pick(named.value.trim().replaceAll(":", ""));
  });
  const grid = el("div.emoji-grid", {}, ctx.emoji.everyday().map(([name, char]) => el("button", { type: "button", "aria-label": name.replaceAll("_", " "), title: `:${name}:`, text: char, on: { click: () => pick(name) } })));
  named.addEventListener("input", () => {
    for (const button of grid.children) button.hidden = !button.title.includes(named.value.trim().toLowerCase());
  });
  const close = openPopup(anchor, el("div.picker", { role: "dialog", "aria-label": "Add a reaction" }, named, grid), { focus: named });
}
