"use strict";

// Puts the page together, draws charts when they come into sight, follows the run.

const $ = (id) => document.getElementById(id);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const PRINT_WIDTH = 660;

// Some browsers refuse storage to pages from a file.
const memory = {
  get: (key) => { try { return sessionStorage.getItem(`djl-maxout ${key}`); } catch { return null; } },
  set: (key, value) => { try { sessionStorage.setItem(`djl-maxout ${key}`, value); } catch { /* not kept */ } },
};

const drawn = new Map();
let model;
let shape = "";
let printing = false;

const eye = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) draw(entry.target);
  }
}, { rootMargin: "400px" });
const sizes = new ResizeObserver((entries) => {
  if (!printing) for (const entry of entries) drawn.get(entry.target)?.resize();
});

function look(box) {
  const style = getComputedStyle(document.documentElement);
  const names = ["ink", "soft", "line", "card", "accent", "good", "look", "wrong", "zero", "prediction", "quartiles"];
  return {
    theme: document.documentElement.dataset.theme,
    font: getComputedStyle(document.body).fontFamily,
    printing,
    narrow: (printing ? PRINT_WIDTH : box.clientWidth) < 480,
    ...Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])),
  };
}

function draw(box) {
  let instance = drawn.get(box);
  if (!instance) {
    const ratio = Math.max(2, window.devicePixelRatio);
    const width = box.clientWidth || 320;
    instance = echarts.init(box, null, { devicePixelRatio: ratio, width, height: box.clientHeight || box.chart.height });
    // Later the size is the box's own.
    instance.resize({ width: "auto", height: "auto" });
    instance.on("finished", () => { box.dataset.drawn = "true"; });
    drawn.set(box, instance);
    sizes.observe(box);
  }
  instance.setOption(box.chart.draw(look(box)), { notMerge: true });
}

const redraw = () => { for (const box of drawn.keys()) draw(box); };

function canvas(chart) {
  const box = element("div", {
    class: "canvas", id: chart.id, role: "img", style: `height:${chart.height}px`,
    "aria-label": chart.label ?? `${chart.title}. ${chart.meaning ?? ""} ${chart.healthy ? `Healthy: ${chart.healthy}` : ""} The numbers follow as a table.`,
  });
  box.chart = chart;
  return box;
}

function figure(chart, level) {
  const box = chart.pictures ? gallery(chart) : canvas(chart);
  const ramp = chart.ramp === true ? ["first layer", "last layer"] : chart.ramp;
  const details = element("details", { id: `${chart.id}-numbers`, class: "numbers" }, element("summary", {}, "Numbers"));
  const fill = () => {
    if (!details.open) return;
    const { head, rows } = box.chart.table();
    details.replaceChildren(details.firstChild, table(head, rows, chart.title));
  };
  details.addEventListener("toggle", fill);
  box.renew = (next) => {
    box.chart = next;
    box.update?.();
    fill();
  };
  return element("figure", {},
    element("figcaption", {},
      element(level, {}, chart.title, chart.verdict ? " " : "", chart.verdict ? badge(chart.verdict) : ""),
      chart.meaning ? element("p", {}, chart.meaning) : "",
      chart.healthy ? element("p", { class: "healthy" }, element("b", {}, "Healthy: "), chart.healthy) : ""),
    box,
    ramp ? element("p", { class: "ramp" }, `${ramp[0]} `, element("span", { "aria-hidden": "true" }), ` ${ramp[1]}`) : "",
    chart.foot ? element("p", { class: "note" }, chart.foot) : "",
    details);
}

// Wide charts below each other, small ones side by side behind them; a single one has all the room.
function chartNodes(charts) {
  const small = charts.filter((chart) => chart.small);
  const wide = small.length === 1 ? charts : charts.filter((chart) => !chart.small);
  const figures = (list, kind) => (list.length ? element("div", { class: kind }, ...list.map((chart) => figure(chart, "h3"))) : "");
  return [
    figures(wide, "column"),
    small.length > 1 ? figures(small, small.length % 3 === 0 || small.length > 4 ? "grid" : "grid pairs") : "",
  ];
}

function sectionNode(section) {
  return element("section", { id: section.id, "aria-labelledby": `${section.id}-title` },
    element("h2", { id: `${section.id}-title` }, section.title),
    section.intro ? element("p", {}, section.intro) : "",
    section.healthy ? element("p", { class: "healthy" }, element("b", {}, "Healthy: "), section.healthy) : "",
    section.note ? element("p", { class: "note" }, section.note) : "",
    ...chartNodes(section.charts));
}

// New data of the same shape go into the charts that are there; only words and tables are made anew.
function show(data) {
  model = new Model(data);
  const sections = sectionsOf(model);
  const next = JSON.stringify(sections.map((s) => [s.title, s.note, s.charts.map((c) => [c.id, c.title, c.height, c.ramp, c.foot, c.verdict])]));
  document.title = `${SIGNS[data.verdict.level]} ${data.title} · training report`;
  $("title").textContent = data.title;
  const open = [...document.querySelectorAll("details[open]")].map((details) => details.id);
  if (next === shape) {
    $("overview").replaceWith(overview(model));
    $("manifest").replaceWith(manifest(model));
    for (const chart of sections.flatMap((s) => s.charts)) $(chart.id).renew(chart);
    redraw();
  } else {
    shape = next;
    for (const [box, instance] of drawn) {
      sizes.unobserve(box);
      instance.dispose();
    }
    drawn.clear();
    eye.disconnect();
    $("sections").replaceChildren(overview(model), ...sections.map(sectionNode), manifest(model));
    for (const box of document.querySelectorAll(".canvas")) eye.observe(box);
    const entries = [["overview", "Overview"], ...sections.map((s) => [s.id, s.title]), ["manifest", "How it was made"]];
    $("contents").replaceChildren(...entries.map(([id, title]) => element("li", {}, element("a", { href: `#${id}` }, title))));
  }
  for (const id of open) if ($(id)) $(id).open = true;
}

// Light or dark: as the system has it, unless the reader says otherwise.
const THEMES = { auto: "Colours: as the system", light: "Colours: light", dark: "Colours: dark" };

function applyTheme() {
  const wish = memory.get("theme") ?? "auto";
  const theme = printing ? "light" : wish === "auto" ? (dark.matches ? "dark" : "light") : wish;
  document.documentElement.dataset.theme = theme;
  $("theme").textContent = THEMES[wish];
}

$("theme").addEventListener("click", () => {
  const wishes = Object.keys(THEMES);
  memory.set("theme", wishes[(wishes.indexOf(memory.get("theme") ?? "auto") + 1) % wishes.length]);
  applyTheme();
  redraw();
});
dark.addEventListener("change", () => { applyTheme(); redraw(); });

// On paper every chart is drawn, in light colours, as wide as the paper.
function beforePrint() {
  printing = true;
  applyTheme();
  for (const box of document.querySelectorAll(".canvas")) {
    draw(box);
    const width = box.closest(".grid") ? PRINT_WIDTH / 2 - 24 : PRINT_WIDTH;
    const instance = drawn.get(box);
    instance.resize({ width, height: Math.min(box.chart.height, 860) });
    instance.getZr().flush();
  }
}

function afterPrint() {
  printing = false;
  applyTheme();
  for (const instance of drawn.values()) instance.resize({ width: "auto", height: "auto" });
  redraw();
}

window.addEventListener("beforeprint", beforePrint);
window.addEventListener("afterprint", afterPrint);

applyTheme();
show(JSON.parse($("data").textContent));
follow(show, () => model.data);
