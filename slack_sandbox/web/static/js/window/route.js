// What this window shows, kept in the address after the #: person, channel, thread, message.

export const PAGE = 80;

/** @typedef {{user: string, channel: string, thread: string, at: string}} Place */

/** @param {string} hash  `#dana/C0ABC/1700000000.000100/1700000000.000200` @returns {Place} */
export function readHash(hash) {
  const [user = "", channel = "", thread = "", at = ""] = hash.replace(/^#/, "").split("/").map(decodeURIComponent);
  return { user, channel, thread: thread === "-" ? "" : thread, at };
}

/** @param {Place} place */
export function writeHash({ user, channel, thread, at }) {
  const parts = [user, channel];
  if (thread || at) parts.push(thread || "-");
  if (at) parts.push(at);
  return `#${parts.map(encodeURIComponent).join("/")}`;
}

/** @param {string} url  a message's permalink @returns {{channel: string, ts: string, thread: string} | null} */
export function readPermalink(url) {
  const found = /^https?:\/\/[\w-]+\.slack\.com\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})(?:\?(.*))?$/.exec(url);
  if (!found) return null;
  const thread = new URLSearchParams(found[4] ?? "").get("thread_ts") ?? "";
  return { channel: found[1], ts: `${found[2]}.${found[3]}`, thread };
}

export class Route {
  /** @param {(change: Place, before: Place) => void} onChange */
  constructor(onChange) {
    this.place = readHash(location.hash);
    this.onChange = onChange;
    addEventListener("hashchange", () => this.follow(readHash(location.hash)));
  }

  /** Go somewhere; what is not named stays, but for the thread, which belongs to its channel. @param {Partial<Place>} to */
  go(to) {
    const moves = "channel" in to || "user" in to;
    const next = { ...this.place, ...(moves ? { thread: "" } : {}), at: "", ...to };
    if (writeHash(next) !== location.hash) history.pushState(null, "", writeHash(next));
    this.follow(next);
  }

  follow(next) {
    const before = this.place;
    this.place = next;
    this.onChange(next, before);
  }
}
