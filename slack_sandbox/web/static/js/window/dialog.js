// Dialogs in front of everything: the frame of a modal, and questions with two answers.

import { el, fill } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/** @param {any} ctx @param {any} confirm  a confirm object @returns {Promise<boolean>} */
export function confirmDialog(ctx, confirm) {
  return ask(
    textObject(ctx, confirm.title),
    textObject(ctx, confirm.text),
    confirm.confirm.text,
    confirm.deny.text,
    confirm.style === "danger",
  );
}

/** @returns {Promise<boolean>} */
export function ask(title, text, yes, no, bad = false) {
  return new Promise((resolve) => {
    const done = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const button = (label, style, answer) => el("button", { class: style, type: "button", text: label, on: { click: () => done(answer) } });
    const dialog = el("dialog.modal.small", { "aria-labelledby": "ask-title" });
    fill(dialog,
      el("h2", { id: "ask-title" }, title),
      el("div.modal-body", {}, text),
      el("div.modal-foot", {}, button(no, "btn", false), button(yes, bad ? "btn danger solid" : "btn primary", true)));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      done(false);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
