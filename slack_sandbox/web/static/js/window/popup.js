// Boxes that open beside what was pressed: menus, pickers, lists. Escape and a press elsewhere close them.

import { el } from "./dom.js";

const GAP = 6;

/**
 * @param {HTMLElement} anchor @param {HTMLElement} box
 * @param {{onClose?: () => void, focus?: HTMLElement | null, keepFocus?: boolean}} [options]
 * @returns {() => void} closes it
 */
export function openPopup(anchor, box, { onClose, focus, keepFocus = false } = {}) {
  box.classList.add("popup");
  box.setAttribute("popover", "manual");
  // Inside an open dialog everything else is inert, so the box must live in it.
  (anchor.closest("dialog") ?? document.getElementById("popups")).append(box);
  box.showPopover();
  place(anchor, box);
  const stop = new AbortController();
  const close = (refocus = true) => {
    if (!box.isConnected) return;
    stop.abort();
    const held = box.contains(document.activeElement);
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (refocus && held) anchor.focus();
    onClose?.();
  };
  anchor.setAttribute("aria-expanded", "true");
  const options = { signal: stop.signal, capture: true };
  addEventListener("pointerdown", (e) => !box.contains(e.target) && !anchor.contains(e.target) && close(false), options);
  addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    e.stopPropagation();
    e.preventDefault();
    close();
  }, options);
  addEventListener("resize", () => place(anchor, box), options);
  if (!keepFocus) (focus ?? box.querySelector("input, button, [tabindex]"))?.focus();
  return close;
}

function place(anchor, box) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = innerHeight - at.bottom - GAP;
  const top = below >= height || below >= at.top ? Math.min(at.bottom + GAP, innerHeight - height - GAP) : at.top - height - GAP;
  box.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`;
  box.style.top = `${Math.max(GAP, top)}px`;
}

/**
 * A menu of acts, walked with the arrow keys.
 * @param {HTMLElement} anchor @param {string} label
 * @param {{text: string, run: () => void, bad?: boolean, note?: string}[]} items
 */
export function openMenu(anchor, label, items) {
  const menu = el("div.menu", { role: "menu", "aria-label": label });
  const close = () => shut();
  for (const { text, run, bad, note } of items) {
    const pick = () => {
      close();
      run();
    };
    menu.append(el("button", { class: bad ? "menuitem bad" : "menuitem", type: "button", role: "menuitem", on: { click: pick } }, el("span", { text }), note && el("small", { text: note })));
  }
  walkable(menu, ".menuitem");
  const shut = openPopup(anchor, menu);
  return shut;
}

/** Arrow keys, Home and End walk through the children that match. @param {HTMLElement} box @param {string} selector */
export function walkable(box, selector) {
  box.addEventListener("keydown", (event) => {
    const items = [...box.querySelectorAll(selector)].filter((item) => !item.hidden && !item.disabled);
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined || !items.length) return;
    event.preventDefault();
    event.stopPropagation();
    items[(to + items.length) % items.length].focus();
  });
}
