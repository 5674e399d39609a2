// Draws the standard Markdown of a markdown block: headings, lists, quotes, code, tables, rules and inline styles.

import { el } from "./dom.js";
import { link } from "./links.js";

const INLINE = new RegExp(
  [
    "`([^`\\n]+)`",
    "!\\[([^\\]\\n]*)\\]\\(([^)\\s]+)\\)",
    "\\[([^\\]\\n]+)\\]\\(([^)\\s]+)\\)",
    "\\*\\*(?!\\s)([^\\n]+?)(?<!\\s)\\*\\*",
    "~~(?!\\s)([^\\n]+?)(?<!\\s)~~",
    "(?<![\\w*])[*](?![\\s*])([^*\\n]+?)(?<!\\s)[*](?![\\w*])",
    "(?<!\\w)_(?!\\s)([^_\\n]+?)(?<!\\s)_(?!\\w)",
    "(https?:\\/\\/[^\\s<>|)]*[^\\s<>|.,;:!?)\\]])",
    "\\\\([\\\\`*_{}\\[\\]()#+.!>~-])",
  ].join("|"),
  "g",
);
const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const DASHES = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** @param {any} ctx @param {string} text @returns {Node[]} */
export function markdown(ctx, text) {
  const lines = text.split("\n");
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const reader = READERS.find(({ starts }) => starts(lines, at));
    const [node, next] = reader.read(ctx, lines, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

const READERS = [
  { starts: (lines, at) => !lines[at].trim(), read: (_ctx, _lines, at) => [null, at + 1] },
  { starts: (lines, at) => /^\s*```/.test(lines[at]), read: fence },
  { starts: (lines, at) => /^#{1,6}\s/.test(lines[at]), read: heading },
  { starts: (lines, at) => /^\s*([-*_])(\s*\1){2,}\s*$/.test(lines[at]), read: (_ctx, _lines, at) => [el("hr"), at + 1] },
  { starts: (lines, at) => /^\s*>/.test(lines[at]), read: quote },
  { starts: (lines, at) => lines[at].includes("|") && DASHES.test(lines[at + 1] ?? ""), read: table },
  { starts: (lines, at) => ITEM.test(lines[at]), read: list },
  { starts: () => true, read: paragraph },
];

function fence(_ctx, lines, at) {
  let end = at + 1;
  while (end < lines.length && !/^\s*```/.test(lines[end])) end += 1;
  return [el("pre.code", { text: lines.slice(at + 1, end).join("\n") }), end + 1];
}

function heading(ctx, lines, at) {
  const [, marks, text] = /^(#+)\s+(.*?)\s*#*$/.exec(lines[at]);
  return [el("div.md-heading", { role: "heading", "aria-level": Math.min(marks.length + 1, 6), data: { level: marks.length } }, inline(ctx, text)), at + 1];
}

function quote(ctx, lines, at) {
  let end = at;
  while (end < lines.length && /^\s*>/.test(lines[end])) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(/^\s*>\s?/, ""));
  return [el("blockquote", {}, markdown(ctx, inner.join("\n"))), end];
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
}

function table(ctx, lines, at) {
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) end += 1;
  const head = el("tr", {}, cells(lines[at]).map((cell) => el("th", { scope: "col" }, inline(ctx, cell))));
  const rows = lines.slice(at + 2, end).map((line) => el("tr", {}, cells(line).map((cell) => el("td", {}, inline(ctx, cell)))));
  return [el("div.scroll", { tabindex: "0", role: "group", "aria-label": "Table" }, el("table", {}, el("thead", {}, head), el("tbody", {}, rows))), end];
}

function list(ctx, lines, at) {
  const items = [];
  let end = at;
  while (end < lines.length) {
    const found = ITEM.exec(lines[end]);
    if (found) items.push({ indent: found[1].length, ordered: /\d/.test(found[2]), start: parseInt(found[2], 10), text: found[3] });
    else if (lines[end].trim() && /^\s+/.test(lines[end])) items.at(-1).text += ` ${lines[end].trim()}`;
    else break;
    end += 1;
  }
  return [nested(ctx, items), end];
}

/** Items that stand further in belong to the item before them. */
function nested(ctx, items) {
  const [{ indent, ordered, start }] = items;
  const node = el(ordered ? "ol" : "ul", ordered && start > 1 ? { start } : {});
  for (let at = 0; at < items.length; ) {
    let end = at + 1;
    while (end < items.length && items[end].indent > indent) end += 1;
    const inner = items.slice(at + 1, end);
    node.append(el("li", {}, inline(ctx, items[at].text), inner.length > 0 && nested(ctx, inner)));
    at = end;
  }
  return node;
}

function paragraph(ctx, lines, at) {
  let end = at + 1;
  while (end < lines.length && READERS.slice(0, -1).every(({ starts }) => !starts(lines, end))) end += 1;
  return [el("p", {}, inline(ctx, lines.slice(at, end).join("\n"))), end];
}

/** @param {any} ctx @param {string} text @returns {(Node|string)[]} */
function inline(ctx, text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(...ctx.emoji.inText(text.slice(at, found.index)), drawn(ctx, found));
    at = found.index + found[0].length;
  }
  nodes.push(...ctx.emoji.inText(text.slice(at)));
  return nodes;
}

function drawn(ctx, [, code, alt, source, label, url, bold, strike, star, score, bare, escaped]) {
  if (code !== undefined) return el("code", { text: code });
  if (alt !== undefined) return link(ctx, source, alt || source);
  if (label !== undefined) return link(ctx, url, inline(ctx, label));
  if (bold !== undefined) return el("b", {}, inline(ctx, bold));
  if (strike !== undefined) return el("s", {}, inline(ctx, strike));
  if (star !== undefined || score !== undefined) return el("i", {}, inline(ctx, star ?? score));
  if (bare !== undefined) return link(ctx, bare);
  return escaped;
}
