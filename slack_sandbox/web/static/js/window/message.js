// One message: who, when, what, reactions, replies, and the tools that appear over it.

import { drawBlocks } from "./blocks.js";
import { el, icon } from "./dom.js";
import { attached } from "./files.js";
import { link } from "./links.js";
import { openTools, pickReaction } from "./message_tools.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar } from "./people.js";

const SYSTEM = /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive)$/;

/**
 * @param {any} ctx @param {any} message  as the sandbox shows it
 * @param {{compact?: boolean, inThread?: boolean}} [how]  compact: without the author's line
 */
export function drawMessage(ctx, message, { compact = false, inThread = false } = {}) {
  const author = ctx.people.author(message);
  const ephemeral = Boolean(message.source);
  const tombstone = message.subtype === "tombstone";
  const small = compact || tombstone;
  const lead = tombstone ? el("span.avatar.gone", { "aria-hidden": "true" }, icon("trash")) : compact ? el("time.side-time", { text: ctx.time.clock(message.ts) }) : avatar(author);
  const node = el("article", {
    class: ["msg", small && "compact", ephemeral && "ephemeral", tombstone && "tombstone", SYSTEM.test(message.subtype ?? "") && "system"].filter(Boolean).join(" "),
    tabindex: "-1",
    "aria-label": `${author.real_name}, ${ctx.time.clock(message.ts)}`,
    data: { ts: message.ts, key: message.ts },
  },
    lead,
    el("div.msg-body", {},
      ephemeral && ephemeralNote(ctx, message),
      !small && head(ctx, message, author),
      el("div.msg-content", {}, content(ctx, message)),
      message.files?.length ? attached(message.files) : null,
      reactions(ctx, message),
      !inThread && replies(ctx, message)),
    !tombstone && tools(ctx, message, inThread, ephemeral));
  node.addEventListener("click", (event) => {
    if (ctx.inspecting() && !event.target.closest("a, button, input, select, label, textarea")) ctx.showJson(`Message ${message.ts}`, clean(message));
  });
  return node;
}

/** The message without what only this page knows. */
export function clean(message) {
  return Object.fromEntries(Object.entries(message).filter(([key]) => !key.startsWith("_")));
}

function head(ctx, message, author) {
  const org = ctx.people.org(author.team_id);
  const foreign = author.team_id && author.team_id !== ctx.me()?.team_id;
  return el("div.msg-head", {},
    el("span.name", { text: message.username ?? author.real_name }),
    ctx.people.notes(author).map((note) => el("span.badge", { text: note })),
    (author.is_bot && author.id) || message.bot_id ? el("span.badge", { text: "App" }) : null,
    foreign && el("span.org", { text: org.name }),
    el("time", { title: ctx.time.full(message.ts), datetime: ctx.time.of(message.ts).toISOString(), text: ctx.time.clock(message.ts) }));
}

function content(ctx, message) {
  if (message.subtype === "tombstone") return el("i.soft", { text: message.text });
  const edited = message.edited && !message.bot_id ? el("small.edited", { title: ctx.time.full(message.edited.ts), text: "(edited)" }) : null;
  if (message.blocks?.length) return [drawBlocks(ctx, message.blocks, surface(ctx, message)), edited, attachments(ctx, message)];
  return [el("div.text", {}, mrkdwn(ctx, message.text ?? ""), edited), attachments(ctx, message)];
}

/** How the elements of a message act. @returns {import("./blocks.js").Surface} */
function surface(ctx, message) {
  const where = { channel: ctx.route.place.channel, ts: message.ts };
  return {
    kind: "message",
    idle: ctx.me()?.is_bot ?? true,
    act: (block, element, value) => ctx.acts.act("click", { ...where, action_id: element.action_id, block_id: block.block_id, ...(value === undefined ? {} : { value }) }),
    suggest: (element, text) => ctx.acts.act("suggest", { ...where, action_id: element.action_id, text }),
    pressed: (action, value) => {
      const key = `${ctx.me()?.id}/${message.ts}/${action}`;
      if (value !== undefined) {
        ctx.pressed.set(key, value);
        ctx.redraw(message.ts);
      }
      return ctx.pressed.get(key);
    },
  };
}

function attachments(ctx, message) {
  return (message.attachments ?? []).map((each) => el("div.attachment", { data: { attachment: each.is_share ? "shared" : "plain" } },
    each.pretext && el("div.text", {}, mrkdwn(ctx, each.pretext)),
    each.author_name && el("b", { text: each.author_name }),
    each.title && el("b", {}, each.title_link ? link(ctx, each.title_link, each.title) : each.title),
    original(ctx, message, each),
    each.fields?.length ? el("div.fields", {}, each.fields.map((field) => el("div.field", {}, el("b", { text: field.title ?? "" }), el("div.text", {}, mrkdwn(ctx, field.value ?? ""))))) : null,
    each.blocks && drawBlocks(ctx, each.blocks, surface(ctx, message)),
    each.files?.length ? attached(each.files) : null,
    each.from_url && el("small", {}, link(ctx, each.from_url, each.footer || undefined))));
}

/** What an attachment says: a shared message's blocks, where it has some, else its text. Nothing in it can be pressed. */
function original(ctx, message, each) {
  const blocks = (each.message_blocks ?? []).flatMap((part) => part.message?.blocks ?? []);
  if (blocks.length) return drawBlocks(ctx, blocks, { ...surface(ctx, message), idle: true });
  return each.text && el("div.text", {}, mrkdwn(ctx, each.text));
}

function ephemeralNote(ctx, message) {
  return el("div.ephemeral-note", {}, icon("eye"), el("span", { text: "Only visible to you" }),
    el("button.link", { type: "button", text: "Dismiss", on: { click: () => ctx.dismiss(message.ts) } }));
}

function reactions(ctx, message) {
  if (!message.reactions?.length) return null;
  const me = ctx.me()?.id;
  const pills = message.reactions.map(({ name, users, count }) => {
    const mine = users.includes(me);
    const who = users.map((id) => ctx.people.find(id)?.real_name ?? id).join(", ");
    const toggle = () => ctx.acts.act(mine ? "unreact" : "react", { channel: ctx.route.place.channel, ts: message.ts, name });
    return el("button.pill", { type: "button", "aria-pressed": String(mine), title: `${who} reacted with :${name}:`, data: { action: `reaction:${name}` }, on: { click: toggle } }, ctx.emoji.draw(name), el("span", { text: count }));
  });
  const more = el("button.pill.more", { type: "button", "aria-label": "Add a reaction", "aria-expanded": "false", on: { click: () => pickReaction(ctx, more, message) } }, icon("smile"));
  return el("div.reactions", {}, pills, more);
}

function replies(ctx, message) {
  const status = ctx.status(message.ts);
  if (!message.reply_count) return status && el("div.status-line", { text: status });
  const faces = message.reply_users.slice(0, 4).map((id) => avatar(ctx.people.author({ user: id }), "mini"));
  const label = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  return el("button.replies", { type: "button", data: { action: "thread" }, on: { click: () => ctx.openThread(message.ts) } },
    faces, el("b", { text: label }),
    message._new ? el("span.dot", {}, el("span.hidden", { text: " unread" })) : null,
    el("small", { text: status || `Last ${ctx.time.ago(message.latest_reply)}` }));
}

function tools(ctx, message, inThread, ephemeral) {
  if (ephemeral) return null;
  const react = el("button", { type: "button", "aria-label": "Add a reaction", "aria-expanded": "false", title: "Add a reaction", on: { click: () => pickReaction(ctx, react, message) } }, icon("smile"));
  const reply = !inThread && el("button", { type: "button", "aria-label": "Reply in thread", title: "Reply in thread", on: { click: () => ctx.openThread(message.thread_ts ?? message.ts) } }, icon("reply"));
  const more = el("button", { type: "button", "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false", title: "More actions", on: { click: () => openTools(ctx, more, message) } }, icon("more"));
  return el("div.tools", {}, react, reply, more);
}
