// Links to the web open elsewhere; links to a message open it here. Any other kind of address stays text.

import { el } from "./dom.js";
import { readPermalink } from "./route.js";

/**
 * @param {any} ctx @param {string} url @param {any} [content]  what is shown; the address itself when left out
 * @returns {HTMLElement}
 */
export function link(ctx, url, content) {
  const shown = content ?? url;
  const message = readPermalink(url);
  if (message) {
    const open = (event) => {
      event.preventDefault();
      ctx.openMessage(message);
    };
    return el("a.permalink", { href: url, rel: "noopener noreferrer", title: url, on: { click: open } }, shown);
  }
  if (!isHonest(url)) return el("span", { title: url }, shown);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, shown);
}

/** @param {string} url */
export function isHonest(url) {
  try {
    return ["http:", "https:", "mailto:"].includes(new URL(url).protocol);
  } catch {
    return false;
  }
}

/** @param {any} ctx @param {string} id */
export function userMention(ctx, id) {
  const user = ctx.people.find(id);
  const mine = id === ctx.me()?.id ? "mention mine" : "mention";
  return el("span", { class: mine, title: id, text: `@${user?.real_name ?? "unknown"}` });
}

/** @param {any} ctx @param {string} id @param {string} [name] */
export function channelMention(ctx, id, name) {
  const place = ctx.channel(id);
  if (!place) return el("span.mention", { text: name ? `#${name}` : "private channel" });
  return el("button.mention", { type: "button", on: { click: () => ctx.route.go({ channel: id }) }, text: `#${place.name}` });
}

/** A mention that reaches many at once. @param {string} range */
export function broadcast(range) {
  return el("span.mention.loud", { title: "This notifies everybody", text: `@${range}` });
}
