// The tools at the top right of every pane: the story, two windows, the inspector, light or dark.

import { el, icon } from "./dom.js";

/** @param {any} ctx @param {import("./story.js").StoryPanel} story */
export function toolbar(ctx, story) {
  const inFrame = window.top !== window;
  const inspect = el("button.tool", { type: "button", "aria-label": "Inspector", "aria-pressed": String(ctx.inspecting()), title: "Inspector: calls, envelopes, JSON", on: { click: () => ctx.inspect(!ctx.inspecting()) } }, icon("list"));
  const theme = el("button.tool", { type: "button", "aria-label": "Light or dark", title: "Light or dark", on: { click: toggleTheme } }, icon("half"));
  const both = inFrame ? null : el("a.tool", { href: "/both", "aria-label": "Customer and desk side by side", title: "Customer and desk side by side" }, icon("split"));
  return el("div.toolbar", {}, story.button(), both, inspect, theme);
}

function toggleTheme() {
  const now = document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const next = now === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("theme", next);
  } catch {
    // Storage may be off; the choice then lasts as long as the page.
  }
}
