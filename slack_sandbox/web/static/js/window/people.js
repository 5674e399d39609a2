// Who is who: names, organisations, avatars.

import { el } from "./dom.js";

const TINTS = 8;

export class People {
  /** @param {import("./store.js").Store} store @param {{host: string, bot: {id: string, bot_id: string}}} about */
  constructor(store, about) {
    this.store = store;
    this.about = about;
  }

  all() {
    return Object.values(this.store.get("people") ?? {});
  }

  /** By id or name. @param {string} wanted */
  find(wanted) {
    return this.all().find((user) => user.id === wanted || user.name === wanted) ?? null;
  }

  org(id) {
    return (this.store.get("orgs") ?? {})[id] ?? { id, name: "another organisation", domain: "" };
  }

  orgs() {
    return Object.values(this.store.get("orgs") ?? {});
  }

  /** Whoever wrote a message, also when only a bot id or a user name is known. */
  author(message) {
    const found = this.find(message.user) ?? this.all().find((user) => user.bot_id && user.bot_id === message.bot_id);
    return found ?? { id: message.user ?? "", real_name: message.username ?? "Slackbot", name: "slackbot", team_id: "", is_bot: true };
  }

  isExternal(user) {
    if (!user.team_id || user.team_id === this.about.host) return false;
    const enterprise = this.org(user.team_id).enterprise_id;
    return !enterprise || enterprise !== this.org(this.about.host).enterprise_id;
  }

  /** What is to be known of a person beside their organisation: a guest, a workflow, how Slack reports them. */
  notes(user) {
    const told = user.reported ?? {};
    const odd = Object.values(told).some((value) => value !== null && value !== false);
    const guest = user.is_restricted ? "Guest" : "";
    const workflow = user.is_workflow_bot ? "Workflow" : "";
    return [guest, workflow, odd ? "Reported otherwise" : ""].filter(Boolean);
  }

  /** A channel's name, or the app's for a direct message with it. @param {any} place */
  placeName(place) {
    return place.im_user ? this.about.bot.name : place.name;
  }
}

/** @param {string} text */
export function tint(text) {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + char.codePointAt(0)) % 9973;
  return sum % TINTS;
}

/** A square with initials. @param {{id: string, real_name: string, is_bot?: boolean}} user */
export function avatar(user, size = "") {
  const initials = user.real_name.split(/\s+/).map((word) => word[0] ?? "").slice(0, 2).join("");
  const kind = user.is_bot ? " bot" : "";
  return el(`span.avatar${size ? `.${size}` : ""}`, { class: `avatar ${size}${kind}`, data: { tint: tint(user.id) }, "aria-hidden": "true", text: initials });
}
