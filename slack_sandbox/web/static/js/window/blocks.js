// Draws Block Kit: one function a block; elements that can be used are drawn by elements.js.

import { chart } from "./charts.js";
import { el } from "./dom.js";
import { drawElement } from "./elements.js";
import { inputBlock } from "./fields.js";
import { picture } from "./files.js";
import { markdown } from "./markdown.js";
import { textObject } from "./mrkdwn.js";
import { richText, table, unknown } from "./rich_text.js";

/**
 * What blocks stand on, and how they act: `act(block, element, value)` uses an element, `suggest(element, text)` asks
 * for options, `entered(block, element)` and `enter(block, element, value)` keep what a form holds.
 * @typedef {{kind: "message"|"modal"|"home", act: Function, suggest: Function, entered?: Function, enter?: Function,
 *   errors?: Object<string, string>, idle?: boolean, pressed?: Function}} Surface
 */

const DRAW = {
  section,
  header: (ctx, block, surface) => el("div.block-header", { role: "heading", "aria-level": surface.kind === "modal" ? "3" : "2" }, textObject(ctx, block.text)),
  divider: () => el("hr"),
  context,
  actions,
  context_actions: actions,
  image: (ctx, block) => imageBlock(ctx, block),
  input: (ctx, block, surface) => inputBlock(ctx, block, surface),
  rich_text: (ctx, block) => richText(ctx, block),
  markdown: (ctx, block) => el("div.markdown", {}, markdown(ctx, block.text)),
  table: (ctx, block) => table(ctx, block),
  data_visualization: (ctx, block) => chart(ctx, block),
};

/** @param {any} ctx @param {any[]} blocks @param {Surface} surface */
export function drawBlocks(ctx, blocks, surface) {
  return el("div.blocks", {}, blocks.map((block) => drawBlock(ctx, block, surface)));
}

function drawBlock(ctx, block, surface) {
  const draw = Object.hasOwn(DRAW, block?.type) ? DRAW[block.type] : null;
  try {
    const node = draw ? draw(ctx, block, surface) : unknown(block);
    node.classList.add("block");
    node.dataset.block = block?.type ?? "";
    return node;
  } catch {
    return unknown(block);
  }
}

function section(ctx, block, surface) {
  const body = el("div.section-body", {});
  if (block.text) body.append(el("div.text", {}, textObject(ctx, block.text)));
  if (block.fields) body.append(el("div.fields", {}, block.fields.map((field) => el("div.field", {}, textObject(ctx, field)))));
  const side = block.accessory && el("div.accessory", {}, drawElement(ctx, block, block.accessory, surface));
  return el("div.section", {}, body, side);
}

function context(ctx, block) {
  const parts = block.elements.map((part) => (part.type === "image" ? picture(ctx, part, "tiny") : el("span", {}, textObject(ctx, part))));
  return el("div.context", {}, parts);
}

function actions(ctx, block, surface) {
  return el("div.actions", {}, block.elements.map((element) => drawElement(ctx, block, element, surface)));
}

function imageBlock(ctx, block) {
  const title = block.title && el("figcaption", {}, textObject(ctx, block.title));
  return el("figure", {}, title, picture(ctx, block, "large"));
}
