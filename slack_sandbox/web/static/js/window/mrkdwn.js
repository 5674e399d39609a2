// Draws mrkdwn: Slack's own markup, with its three entities and its control forms.

import { el } from "./dom.js";
import { broadcast, channelMention, link, userMention } from "./links.js";

const INLINE = new RegExp(
  [
    "<([^<>\\n]+)>",
    "`([^`\\n]+)`",
    "(?<![\\w*])\\*(?!\\s)([^*\\n]+?)(?<!\\s)\\*(?![\\w*])",
    "(?<![\\w])_(?!\\s)([^_\\n]+?)(?<!\\s)_(?![\\w])",
    "(?<![\\w~])~(?!\\s)([^~\\n]+?)(?<!\\s)~(?![\\w~])",
    ":([a-z0-9_+'-]*[a-z_+][a-z0-9_+'-]*):",
    "(https?:\\/\\/[^\\s<>|]*[^\\s<>|.,;:!?)\\]])",
  ].join("|"),
  "g",
);

/** @param {string} text */
export function decode(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Blocks of a mrkdwn text: code, quotes, lines. @param {any} ctx @param {string} text @returns {Node[]} */
export function mrkdwn(ctx, text) {
  const nodes = [];
  text.split(/```([\s\S]*?)```/).forEach((part, number) => {
    if (number % 2) nodes.push(el("pre.code", { text: decode(part.replace(/^\n|\n$/g, "")) }));
    else if (part) nodes.push(...quotes(ctx, number ? part.replace(/^\n/, "") : part));
  });
  return nodes;
}

function quotes(ctx, text) {
  const nodes = [];
  let lines = [];
  let quoting = false;
  const flush = () => {
    if (!lines.length) return;
    const inner = inline(ctx, lines.join("\n"));
    nodes.push(quoting ? el("blockquote", {}, inner) : el("div.line", {}, inner));
    lines = [];
  };
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>)\s?/.exec(line);
    if (Boolean(quoted) !== quoting) {
      flush();
      quoting = Boolean(quoted);
    }
    lines.push(quoted ? line.slice(quoted[0].length) : line);
  }
  flush();
  return nodes;
}

/** @param {any} ctx @param {string} text @returns {(Node|string)[]} */
export function inline(ctx, text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(decode(text.slice(at, found.index)), drawn(ctx, found));
    at = found.index + found[0].length;
  }
  nodes.push(decode(text.slice(at)));
  return nodes;
}

function drawn(ctx, [whole, control, code, bold, italic, strike, emoji, url]) {
  if (control !== undefined) return form(ctx, control, whole);
  if (code !== undefined) return el("code", { text: decode(code) });
  if (bold !== undefined) return el("b", {}, inline(ctx, bold));
  if (italic !== undefined) return el("i", {}, inline(ctx, italic));
  if (strike !== undefined) return el("s", {}, inline(ctx, strike));
  if (emoji !== undefined) return ctx.emoji.draw(emoji);
  return link(ctx, decode(url));
}

function form(ctx, control, whole) {
  const [target, label] = split(control);
  if (target.startsWith("@")) return userMention(ctx, target.slice(1));
  if (target.startsWith("#")) return channelMention(ctx, target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, seconds, format, url] = target.split("^");
    const time = el("time", { text: ctx.time.formatted(Number(seconds), decode(format ?? "")) });
    return url ? link(ctx, decode(url), time) : time;
  }
  if (/^!(here|channel|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith("!subteam^")) return el("span.mention.loud", { text: label ?? `@${target.slice(9)}` });
  if (/^[a-z][\w+.-]*:/i.test(target)) return link(ctx, decode(target), label === undefined ? undefined : decode(label));
  return decode(whole);
}

function split(control) {
  const bar = control.indexOf("|");
  return bar < 0 ? [control, undefined] : [control.slice(0, bar), control.slice(bar + 1)];
}

/** A text object, mrkdwn or plain. @param {any} ctx @param {{type: string, text: string, emoji?: boolean}} object */
export function textObject(ctx, object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(ctx, object.text);
  return object.emoji === false ? [object.text] : ctx.emoji.inText(object.text);
}
