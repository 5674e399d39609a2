// Makes elements. Text only ever becomes text nodes: nothing here parses markup.

/**
 * @param {string} tag  a tag with classes, as in `div.row.wide`
 * @param {Object<string, any>} [props]  attributes; `on` holds listeners, `data` the dataset, `text` the content
 * @param {...any} children  nodes, texts, arrays of them; null and false are left out
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key === "text") node.textContent = String(value);
    else if (key === "value") node.value = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  add(node, children);
  return node;
}

/** @param {Node} node @param {any} children */
export function add(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/** @param {Element} node @param {...any} children */
export function fill(node, ...children) {
  node.replaceChildren();
  add(node, children);
  return node;
}

/**
 * Makes a container hold exactly these nodes in this order, moving as few as possible.
 * @param {Element} container @param {Node[]} nodes
 */
export function reconcile(container, nodes) {
  let at = container.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else container.insertBefore(node, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

const PATHS = {
  hash: "M6 2 4.500 14M11.500 2 10 14M2 5.500h12M2 10.500h12",
  lock: "M4 7V5a4 4 0 0 1 8 0v2M3 7h10v7H3z",
  close: "M3 3l10 10M13 3 3 13",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  reply: "M2 3h12v8H7l-3 3v-3H2z",
  smile: "M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M5 9.500c1.500 2 4.500 2 6 0M5.800 6h.01M10.200 6h.01",
  clip: "M12.500 7 7.500 12a3 3 0 0 1-4.300-4.300l5.500-5.500a2 2 0 0 1 3 3L6.400 10.500a1 1 0 0 1-1.500-1.500L9.500 4.500",
  send: "M2 2.500 14 8 2 13.500 4 8zM4 8h5",
  down: "M3 6l5 5 5-5",
  menu: "M2 4h12M2 8h12M2 12h12",
  play: "M4 2.500v11l9-5.500z",
  stop: "M4 4h8v8H4z",
  half: "M8 1.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13v13M10 3.200v9.600M12 4.700v6.600",
  list: "M2 3h12v10H2zM2 6.500h12M5.500 6.500V13",
  split: "M2 3h12v10H2zM8 3v10",
  home: "M2 8l6-6 6 6M4 7v7h8V7",
  trash: "M3 4h10M6 4V2h4v2M4.500 4l.7 10h5.600l.7-10",
  eye: "M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8M8 6.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600",
  back: "M10 3 5 8l5 5",
  file: "M4 1.500h5L12.500 5v9.500H4zM9 1.500V5h3.500",
};

/** @param {keyof PATHS} name  a line drawing, hidden from screen readers */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
