// JSON as people read it: indented, with keys, texts and numbers told apart.

import { el } from "./dom.js";

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(\btrue\b|\bfalse\b|\bnull\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** @param {any} value */
export function drawJson(value) {
  const text = JSON.stringify(value, null, 2) ?? "undefined";
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [whole, string, colon] = found;
    nodes.push(text.slice(at, found.index));
    const kind = string === undefined ? "json-atom" : colon ? "json-key" : "json-text";
    nodes.push(el(`span.${kind}`, { text: string ?? whole }), colon ?? "");
    at = found.index + whole.length;
  }
  nodes.push(text.slice(at));
  return el("pre.json", { tabindex: "0" }, nodes);
}
