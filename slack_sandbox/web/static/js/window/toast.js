// Short notes at the foot of the window, read out by screen readers.

import { el, icon } from "./dom.js";

const STAYS_MS = 7000;

/** @param {HTMLElement} place  the live region @returns {(text: string, bad?: boolean) => void} */
export function toaster(place) {
  return (text, bad = false) => {
    const close = el("button.plain", { type: "button", "aria-label": "Dismiss", on: { click: () => note.remove() } }, icon("close"));
    const note = el("div", { class: bad ? "toast bad" : "toast" }, el("span", { text }), close);
    place.append(note);
    setTimeout(() => note.remove(), STAYS_MS);
    while (place.children.length > 4) place.firstElementChild.remove();
  };
}
