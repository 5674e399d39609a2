// The app's home, as this person sees it.

import { drawBlocks } from "./blocks.js";
import { el, fill } from "./dom.js";
import { avatar } from "./people.js";

export class HomePane {
  /** @param {any} ctx @param {HTMLElement} node */
  constructor(ctx, node) {
    this.ctx = ctx;
    this.node = node;
    ctx.store.on(["home", "channels", "route"], () => this.draw());
  }

  /** Opening the home is an event that the app hears. */
  async enter() {
    fill(this.node);
    await this.ctx.acts.act("open_home");
    this.draw();
  }

  draw() {
    const { ctx } = this;
    if (ctx.route.place.channel !== "home" || !ctx.me()) return;
    const view = ctx.store.get("home");
    const bot = ctx.people.find(ctx.about.bot.id) ?? { id: "", real_name: ctx.about.bot.name };
    const surface = {
      kind: "home",
      idle: false,
      act: (block, element, value) => ctx.acts.act("click_view", { home: true, action_id: element.action_id, block_id: block.block_id, ...(value === undefined ? {} : { value }) }),
      suggest: () => null,
    };
    fill(this.node,
      el("header.pane-head", {}, ctx.menuButton(), avatar({ ...bot, is_bot: true }, "small"), el("h1", { text: bot.real_name }), el("span.badge", { text: "App" }), el("span.grow"), ctx.toolbar()),
      el("div.home", { tabindex: "0", role: "region", "aria-label": "App Home" }, view ? drawBlocks(ctx, view.blocks, surface) : el("p.soft", { text: "The app has not published a home for you yet." })));
  }
}
