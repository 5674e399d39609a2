// The left: whose window this is, their channels with what is unread, and the app's home.

import { el, fill, icon } from "./dom.js";
import { avatar } from "./people.js";
import { openPopup, walkable } from "./popup.js";

const TINTS = 3; // an organisation added later has the plain one

export class Sidebar {
  /** @param {any} ctx @param {HTMLElement} node */
  constructor(ctx, node) {
    this.ctx = ctx;
    this.node = node;
    walkable(node, ".place");
    ctx.store.on(["channels", "people", "orgs", "route", "app"], () => this.draw());
    node.addEventListener("pointerdown", () => this.hold());
  }

  /** Draw nothing while a button is pressed: one that is replaced under the pointer is never clicked. */
  hold() {
    this.held = true;
    const pressed = new AbortController();
    const release = () => {
      pressed.abort();
      setTimeout(() => {  // after the click, which follows the release
        this.held = false;
        this.draw();
      });
    };
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, release, { signal: pressed.signal });
  }

  draw() {
    if (this.held) return;
    const { ctx } = this;
    const me = ctx.me();
    if (!me) return;
    const org = ctx.people.org(me.team_id);
    const now = JSON.stringify([me, org, ctx.store.get("channels"), ctx.route.place.channel, this.state()]);
    if (this.drawn === now) return;
    this.drawn = now;
    const known = ctx.people.orgs().findIndex((each) => each.id === org.id);
    document.body.dataset.org = String(known < 0 ? TINTS : Math.min(known, TINTS));
    const active = document.activeElement?.dataset?.place;
    const places = ctx.store.get("channels") ?? [];
    fill(this.node,
      el("div.org-head", {}, el("span.org-mark", { "aria-hidden": "true", text: org.name[0] }), el("b", { text: org.name }),
        el("button.tool.only-narrow", { type: "button", "aria-label": "Close the list of channels", on: { click: () => ctx.narrow(false) } }, icon("close"))),
      this.switcher(me, org),
      el("h2.side-title", { text: "Channels" }),
      el("ul.places", {}, places.filter((place) => !place.im_user).map((place) => this.place(place))),
      this.direct(places.filter((place) => place.im_user)),
      this.home(me),
      el("p.foot", {}, el("span", { class: ctx.online() && ctx.store.get("app")?.sockets ? "lamp on" : "lamp" }), el("span", { text: this.state() })));
    if (active) this.node.querySelector(`[data-place="${CSS.escape(active)}"]`)?.focus();
  }

  state() {
    if (!this.ctx.online()) return "Connecting to the sandbox …";
    return this.ctx.store.get("app")?.sockets ? `${this.ctx.about.bot.name} is connected` : `${this.ctx.about.bot.name} is not connected`;
  }

  place(place) {
    const here = this.ctx.route.place.channel === place.id;
    const unread = place.unread && !here;
    const go = () => {
      this.ctx.narrow(false);
      this.ctx.route.go({ channel: place.id });
    };
    return el("li", {}, el("button", {
      class: ["place", here && "here", unread && "unread"].filter(Boolean).join(" "),
      type: "button",
      "aria-current": here ? "page" : null,
      data: { place: place.id },
      on: { click: go },
    }, icon(place.im_user ? "reply" : place.private ? "lock" : "hash"), el("span.grow", { text: this.ctx.people.placeName(place) }),
    place.archived ? el("span.badge", { text: "Archived" }) : null,
    place.connected.length ? el("span.shared", { title: "Shared with another organisation", "aria-hidden": "true", text: "◇" }) : null,
    unread ? el("span.count", {}, String(Math.min(place.unread, 99)), el("span.hidden", { text: " unread" })) : null));
  }

  direct(places) {
    if (!places.length) return null;
    return el("div", {}, el("h2.side-title", { text: "Direct messages" }), el("ul.places", {}, places.map((place) => this.place(place))));
  }

  home(me) {
    const { ctx } = this;
    if (!ctx.about.home || me.is_bot || ctx.people.isExternal(me)) return null;
    const here = ctx.route.place.channel === "home";
    const go = () => {
      ctx.narrow(false);
      ctx.route.go({ channel: "home" });
    };
    return el("div", {}, el("h2.side-title", { text: "Apps" }), el("button", { class: here ? "place here" : "place", type: "button", "aria-current": here ? "page" : null, data: { place: "home" }, on: { click: go } }, icon("home"), el("span.grow", { text: ctx.about.bot.name })));
  }

  switcher(me, org) {
    const { ctx } = this;
    const open = () => {
      const box = el("div.people", { role: "dialog", "aria-label": "Be somebody else" });
      for (const each of ctx.people.orgs()) {
        const members = ctx.people.all().filter((user) => user.team_id === each.id && user.id !== ctx.about.bot.id);
        box.append(el("h3", { text: each.name }), ...members.map((user) => el("button", {
          class: "person",
          type: "button",
          "aria-pressed": String(user.id === me.id),
          on: { click: () => (close(), ctx.become(user)) },
        }, avatar(user, "small"), el("span.grow", { text: user.real_name }), ctx.people.notes(user).map((note) => el("span.badge", { text: note })), user.is_bot && el("span.badge", { text: "App" }))));
      }
      walkable(box, ".person");
      const close = openPopup(button, box, { focus: box.querySelector("[aria-pressed=true]") });
    };
    const button = el("button.who", { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false", title: "Be somebody else", data: { place: "who" }, on: { click: open } },
      avatar(me, "small"), el("span.grow", {}, el("small", { text: "You are" }), el("b", { text: me.real_name })), icon("down"));
    button.setAttribute("aria-label", `You are ${me.real_name} of ${org.name}. Be somebody else`);
    return button;
  }
}
