// Draws rich text blocks, and the tables whose cells hold them.

import { el } from "./dom.js";
import { broadcast, channelMention, link, userMention } from "./links.js";

const STYLES = { bold: "b", italic: "i", strike: "s", code: "code", underline: "u", highlight: "mark" };

/** @param {any} ctx @param {{elements: any[]}} block */
export function richText(ctx, block) {
  return el("div.rich", {}, block.elements.map((part) => drawPart(ctx, part)));
}

function drawPart(ctx, part) {
  switch (part.type) {
    case "rich_text_section":
      return el("div.rich-section", {}, runs(ctx, part.elements));
    case "rich_text_quote":
      return el("blockquote", { class: part.border ? "framed" : "" }, runs(ctx, part.elements));
    case "rich_text_preformatted":
      return el("pre.code", { class: "code" }, runs(ctx, part.elements));
    case "rich_text_list":
      return drawList(ctx, part);
    default:
      return unknown(part, "rich text element");
  }
}

function drawList(ctx, part) {
  const start = part.style === "ordered" && part.offset ? { start: part.offset + 1 } : {};
  const items = part.elements.map((item) => el("li", {}, runs(ctx, item.elements)));
  const data = { depth: Math.min(part.indent ?? 0, 8) };
  return el(part.style === "ordered" ? "ol" : "ul", { class: part.border ? "framed" : "", data, ...start }, items);
}

function runs(ctx, elements) {
  return elements.map((run) => styled(run, inline(ctx, run)));
}

function styled(run, node) {
  let drawn = node;
  for (const [style, tag] of Object.entries(STYLES)) if (run.style?.[style]) drawn = el(tag, {}, drawn);
  return drawn;
}

function inline(ctx, run) {
  switch (run.type) {
    case "text":
      return run.text;
    case "link":
      return link(ctx, run.url, run.text);
    case "user":
      return userMention(ctx, run.user_id);
    case "usergroup":
      return el("span.mention.loud", { text: `@${run.usergroup_id}` });
    case "channel":
      return channelMention(ctx, run.channel_id);
    case "emoji":
      return ctx.emoji.draw(run.name);
    case "broadcast":
      return broadcast(run.range);
    case "date": {
      const time = el("time", { text: ctx.time.formatted(run.timestamp, run.format) });
      return run.url ? link(ctx, run.url, time) : time;
    }
    case "color": {
      const swatch = el("span.swatch", { "aria-hidden": "true" });
      swatch.style.background = run.value;
      return el("span", {}, swatch, run.value);
    }
    case "team":
      return el("span.mention", { text: ctx.people.org(run.team_id).name });
    default:
      return unknown(run, "rich text element");
  }
}

/** What cannot be drawn is shown, not passed over. @param {any} thing @param {string} what */
export function unknown(thing, what = "block") {
  const kind = typeof thing?.type === "string" ? thing.type : "without a type";
  return el("div.cannot", { role: "alert" }, el("b", { text: `This page cannot draw the ${what} “${kind}”` }), el("pre", { tabindex: "0", text: JSON.stringify(thing, null, 1) }));
}

/** @param {any} ctx @param {{rows: any[][], column_settings?: any[]}} block */
export function table(ctx, block) {
  const [head, ...rows] = block.rows;
  const settings = block.column_settings ?? [];
  const cell = (tag) => (item, column) => {
    const props = { data: { align: settings[column]?.align ?? "left", wrap: String(settings[column]?.is_wrapped ?? false) } };
    return el(tag, tag === "th" ? { ...props, scope: "col" } : props, content(ctx, item));
  };
  const body = rows.map((row) => el("tr", {}, row.map(cell("td"))));
  const made = el("table", {}, el("thead", {}, el("tr", {}, head.map(cell("th")))), el("tbody", {}, body));
  return el("div.scroll", { tabindex: "0", role: "group", "aria-label": "Table" }, made);
}

function content(ctx, item) {
  if (item.type === "rich_text") return richText(ctx, item);
  if (item.type === "raw_number") return item.text ?? String(item.value);
  if (item.type === "raw_text") return item.text;
  return unknown(item, "table cell");
}
