"use strict";

// The parts of the page that are words and tables.

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== ""));
  return node;
}

function table(head, rows, caption) {
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    element("table", {},
      element("caption", { class: "unseen" }, caption),
      element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...rows.map((row) =>
        element("tr", {}, ...row.map((cell, i) =>
          i === 0 ? element("th", { scope: "row" }, cell) : element("td", {}, cell)))))));
}

function badge(verdict) {
  return element("span", { class: `badge ${verdict.level}`, title: verdict.reason },
    element("span", { "aria-hidden": "true" }, SIGNS[verdict.level]), ` ${WORDS[verdict.level]}`);
}

function overview(model) {
  const { data } = model;
  const section = element("section", { id: "overview", "aria-labelledby": "overview-title" },
    element("h2", { id: "overview-title" }, "Overview"),
    element("p", { class: `verdict ${data.verdict.level}` },
      element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[data.verdict.level]),
      element("span", {}, data.verdict.reason)),
    facts(model));
  if (model.layers.length) section.append(layerTable(model));
  if (data.alarms.length) section.append(alarmList(model));
  if (data.notes.length) {
    section.append(element("h3", {}, "Notes"),
      element("ul", { class: "notes" }, ...data.notes.map((note) => element("li", {}, note))));
  }
  return section;
}

function facts(model) {
  const { data } = model;
  const loss = model.of(SERIES.LOSS, "network")[0];
  const parameters = model.layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const list = [
    ["steps", thousands(data.step + 1)],
    ["epoch, counted from 0", data.step < 0 ? "–" : thousands(data.epoch)],
    ["layers", thousands(model.layers.length)],
    ["parameters", thousands(parameters)],
    ["loss, first → now", loss ? `${number(loss.values[0])} → ${number(latest(loss))}` : "–"],
    ["began", new Date(data.started).toLocaleString()],
  ];
  return element("dl", { class: "facts" },
    ...list.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

const COLUMNS = [
  [SERIES.GRADIENT_NORM, SERIES.GRADIENT_NORM, number],
  [SERIES.GRADIENT_NORM_RATIO, "gradient / last layer's", number],
  [SERIES.ACTIVATION_MOMENT, "second moment", number],
  [SERIES.UPDATE_RATIO, SERIES.UPDATE_RATIO, number],
  [SERIES.PIECE_ENTROPY, "evenness of pieces", number],
  [SERIES.DEAD_PIECES, SERIES.DEAD_PIECES, number],
];

function layerTable(model) {
  const columns = COLUMNS.filter(([name]) => model.of(name).length);
  const head = ["layer", "verdict", ...columns.map(([, title]) => title), "parameters"];
  const rows = model.layers.map((layer) => [
    element("span", { title: layer.name }, model.label(layer.name),
      layer.name.includes("/") ? element("span", { class: "kind path" }, layer.name) : "",
      element("span", { class: "kind" },
        [!layer.name.endsWith(layer.kind) && layer.kind, layer.pieces > 1 && `${layer.pieces} pieces`, layer.frozen && "frozen"].filter(Boolean).join(", "))),
    element("span", { class: "judged" }, badge(layer.verdict),
      layer.verdict.level === "look" || layer.verdict.level === "wrong"
        ? element("span", { class: "kind" }, layer.verdict.reason) : ""),
    ...columns.map(([name, , show]) => {
      const s = model.at(name, layer.name);
      const cell = element("span", {}, s ? show(latest(s)) : "–");
      if (s && !Number.isNaN(s.expected)) {
        cell.append(element("span", { class: "kind" }, `predicted ${show(s.expected)}`));
      }
      return cell;
    }),
    thousands(layer.parameters),
  ]);
  const box = table(head, rows, "The latest values of each layer, from input to output");
  return element("div", {},
    element("h3", {}, "Layers, from input to output"),
    element("p", { class: "note" }, "The latest values. “Predicted” is what theory expects at the first step, before any training."),
    box);
}

function alarmList(model) {
  const { alarms, alarmsLeftOut } = model.data;
  const items = alarms.map((alarm) => element("li", { class: alarm.level },
    element("h4", {}, badge({ level: alarm.level, reason: alarm.kind }),
      ` ${alarm.kind} · ${alarm.place || "whole network"}`),
    element("p", {}, `${when(alarm)}: ${alarm.evidence}`),
    element("p", {}, element("b", {}, "Likely cause: "), alarm.cause),
    element("p", {}, element("b", {}, "What to do: "), alarm.remedy),
    alarm.places.length > 1 ? element("p", { class: "note" }, `Places: ${places(model, alarm.places)}.`) : "",
    alarm.latest && alarm.latest !== alarm.evidence ? element("p", { class: "note" }, `Latest: ${alarm.latest}`) : ""));
  const few = items.slice(0, 6);
  const more = items.slice(6);
  return element("div", {},
    element("h3", {}, `Alarms (${alarms.length})`),
    element("ol", { class: "alarms" }, ...few),
    more.length
      ? element("details", { id: "more-alarms" }, element("summary", {}, `${more.length} more`),
          element("ol", { class: "alarms", start: "7" }, ...more))
      : "",
    alarmsLeftOut ? element("p", { class: "note" }, `${thousands(alarmsLeftOut)} further alarms at other places are not kept here.`) : "");
}

const NAMED = 12;

function places(model, list) {
  const names = list.slice(0, NAMED).map((place) => model.label(place)).join(", ");
  return list.length > NAMED ? `${names} and ${thousands(list.length - NAMED)} more` : names;
}

function when(alarm) {
  const first = alarm.steps[0];
  const last = alarm.steps[alarm.steps.length - 1];
  return alarm.count > 1
    ? `Step ${thousands(first)}, and ${thousands(alarm.count - 1)} times more up to step ${thousands(last)}`
    : `Step ${thousands(first)}`;
}

function manifest(model) {
  const { data } = model;
  const curves = [...model.series, ...model.spectra.flatMap((s) => s.ranks)];
  const most = curves.reduce((largest, s) => Math.max(largest, s.every), 1);
  const thinned = most > 1
    ? `This page keeps a bounded number of points of each curve. Here one point stands for up to ${thousands(most)} observations that follow one another, and is the first of them. NaN and infinities are never left out, and neither are the first and the latest value.`
    : "Every observation of the curves is shown.";
  const absent = deeperSections(model).filter((section) => !section.charts.length).map((section) => section.title.toLowerCase());
  return element("section", { id: "manifest", "aria-labelledby": "manifest-title" },
    element("h2", { id: "manifest-title" }, "How this run was made"),
    data.manifest.length
      ? table(["setting", "value"], data.manifest, "How the run was made")
      : element("p", { class: "note" }, "The run came without a manifest."),
    element("p", { class: "note" }, thinned, " ",
      data.leftOut ? `${thousands(data.leftOut)} observations of further series are not kept at all.` : ""),
    absent.length ? element("p", { class: "note" }, `Not measured in this run: ${absent.join(", ")}. ${HOW_TO}`) : "");
}
