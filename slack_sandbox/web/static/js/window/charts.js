// Draws data visualization blocks: a chart as lines and areas, and its figures as a table for whoever cannot see it.

import { el } from "./dom.js";

const WIDTH = 480;
const HEIGHT = 180;
const PAD = 8;
const LABELS = 18; // room under the axis for the names of the categories

/** @param {any} ctx @param {{title: string, chart: any}} block */
export function chart(ctx, block) {
  const { chart: what, title } = block;
  const drawn = what.type === "pie" ? pie(what.segments) : plot(what);
  const names = what.type === "pie" ? what.segments.map((each) => each.label) : what.series.map((each) => each.name);
  return el("figure.chart", { data: { chart: what.type } },
    el("figcaption", { text: title }),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}: ${what.type} chart` }, drawn),
    el("ul.legend", {}, names.map((name, at) => el("li", { data: { series: at } }, name))),
    el("details", {}, el("summary", { text: "Figures" }), figures(what)));
}

function pie(segments) {
  const whole = segments.reduce((sum, each) => sum + each.value, 0);
  const [x, y, r] = [WIDTH / 2, HEIGHT / 2, HEIGHT / 2 - PAD];
  let turned = 0;
  return segments.map((each, at) => {
    const share = each.value / whole;
    if (share > 0.9999) return svg("circle", { cx: x, cy: y, r, "data-series": at });
    const [from, to] = [turned, turned + share].map((part) => [x + r * Math.sin(part * 2 * Math.PI), y - r * Math.cos(part * 2 * Math.PI)]);
    turned += share;
    return svg("path", { d: `M${x} ${y}L${from}A${r} ${r} 0 ${share > 0.5 ? 1 : 0} 1 ${to}Z`, "data-series": at });
  });
}

function plot({ type, series, axis_config: axis }) {
  const values = series.flatMap((each) => each.data.map((point) => point.value));
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = (WIDTH - 2 * PAD) / axis.categories.length;
  const y = (value) => PAD + ((high - value) / (high - low || 1)) * (HEIGHT - 2 * PAD - LABELS);
  const floor = svg("line", { x1: PAD, x2: WIDTH - PAD, y1: y(0), y2: y(0), class: "axis" });
  const names = axis.categories.map((name, column) => svg("text", { x: PAD + (column + 0.5) * step, y: HEIGHT - PAD / 2, class: "tick" }, name));
  return [floor, ...names, ...series.map((each, at) => {
    const values = axis.categories.map((name) => each.data.find((point) => point.label === name)?.value ?? 0);
    if (type === "bar") return values.map((value, column) => bar(value, column, at));
    const points = values.map((value, column) => `${PAD + (column + 0.5) * step} ${y(value)}`);
    const line = svg("polyline", { points: points.join(" "), class: "line", "data-series": at });
    if (type === "line") return line;
    const [first, last] = [PAD + step / 2, PAD + (values.length - 0.5) * step];
    return [svg("polygon", { points: `${first} ${y(0)} ${points.join(" ")} ${last} ${y(0)}`, class: "area", "data-series": at }), line];
  })];

  function bar(value, column, at) {
    const width = (step * 0.8) / series.length;
    return svg("rect", {
      x: PAD + (column + 0.1) * step + at * width,
      y: Math.min(y(value), y(0)),
      width,
      height: Math.max(Math.abs(y(value) - y(0)), 0.5),
      "data-series": at,
    });
  }
}

function figures(what) {
  if (what.type === "pie") {
    const rows = what.segments.map((each) => el("tr", {}, el("th", { scope: "row", text: each.label }), el("td", { text: each.value })));
    return el("table", {}, el("tbody", {}, rows));
  }
  const { categories, x_label: across = "", y_label: up } = what.axis_config;
  const head = el("tr", {}, el("th", { scope: "col", text: across }), what.series.map((each) => el("th", { scope: "col", text: each.name })));
  const rows = categories.map((name) => el("tr", {}, el("th", { scope: "row", text: name }),
    what.series.map((each) => el("td", { text: each.data.find((point) => point.label === name)?.value ?? "" }))));
  return el("table", {}, up ? el("caption", { text: up }) : null, el("thead", {}, head), el("tbody", {}, rows));
}

function svg(tag, props, children = []) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, String(value));
  node.append(...[children].flat(Infinity));
  return node;
}
