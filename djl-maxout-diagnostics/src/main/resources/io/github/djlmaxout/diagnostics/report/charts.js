"use strict";

// Options for ECharts: functions of the data and of the colours, and nothing else.

// Told apart by people with any kind of colour vision: Okabe and Ito, "Color Universal Design", 2008.
const PIECES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#8c8c8c"];
// Viridis, dark to bright: its lightness grows evenly, so that it is read without colour too.
const VIRIDIS = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"];
// Neither may vanish in the paper.
const RAMP = { light: [0, 0.82], dark: [0.25, 1] };

function viridis(share) {
  const x = Math.min(Math.max(share, 0), 1) * (VIRIDIS.length - 1);
  const i = Math.min(Math.floor(x), VIRIDIS.length - 2);
  return echarts.color.lerp(x - i, [VIRIDIS[i], VIRIDIS[i + 1]]);
}

function depthColour(i, n, look) {
  const [from, to] = RAMP[look.theme];
  return viridis(from + (n > 1 ? i / (n - 1) : 0.4) * (to - from));
}

function base(look) {
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { color: look.ink, fontFamily: look.font, fontSize: 12 },
    grid: { left: 8, right: 18, top: 34, bottom: 30, containLabel: true },
    tooltip: {
      confine: true,
      backgroundColor: look.card,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 12 },
    },
  };
}

function axisLook(look) {
  return {
    axisLine: { onZero: false, lineStyle: { color: look.soft } },
    axisTick: { lineStyle: { color: look.soft } },
    axisLabel: { color: look.soft, hideOverlap: true },
    nameTextStyle: { color: look.soft },
    splitLine: { lineStyle: { color: look.line } },
  };
}

function stepAxis(model, look) {
  const [first, last] = [model.first, model.last];
  return {
    ...axisLook(look),
    type: "value",
    min: first === last ? first - 1 : first,
    max: first === last ? last + 1 : last,
    minInterval: 1,
    name: "training step, counted from 0",
    nameLocation: "middle",
    nameGap: 26,
    splitLine: { show: false },
    axisLabel: { color: look.soft, hideOverlap: true, formatter: (v) => (first === last && v !== first ? "" : thousands(v)) },
  };
}

// Powers of ten are drawn by their exponents on a plain axis, with 0 one power below the smallest.
function valueAxis(name, look, log, range) {
  const axis = {
    ...axisLook(look),
    type: "value",
    name,
    nameLocation: "end",
    nameGap: 12,
    nameTextStyle: { color: look.soft, align: "left" },
    scale: true,
    axisLabel: { color: look.soft, formatter: number },
  };
  if (!log) return axis;
  return {
    ...axis,
    min: range.low,
    max: range.high,
    interval: range.interval,
    axisLabel: { color: look.soft, formatter: (v) => (range.zero && v === range.low ? "0" : Number.isInteger(v) ? power(v) : "") },
  };
}

// The whole powers of ten around what is positive, and whether 0 is to be shown too.
function logRange(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    if (Number.isFinite(v) && v > 0) {
      low = Math.min(low, Math.log10(v));
      high = Math.max(high, Math.log10(v));
    }
  }
  if (low > high) [low, high] = [-1, 0];
  const zero = values.includes(0);
  low = Math.floor(low);
  high = Math.max(Math.ceil(high), low + 1);
  if (zero) low -= 1;
  const interval = Math.max(1, Math.ceil((high - low) / 6));
  return { low, high: low + interval * Math.ceil((high - low) / interval), interval, zero };
}

// Where a value lies on a plain axis, or on one of powers of ten if there is a range of them.
function onScale(v, range) {
  if (!Number.isFinite(v)) return null;
  if (!range) return v;
  return v > 0 ? Math.log10(v) : v === 0 && range.zero ? range.low : null;
}

// Of all that a point stands for it shows what is farthest from the usual of its place, so that a
// spike between two points is seen.
function farthest(s) {
  if (!s.least) return s.values;
  const usual = median(s.values);
  const far = (v) => (v > 0 ? Math.abs(Math.log10(v) - usual) : -1);
  return s.values.map((value, i) =>
    Number.isFinite(value)
      ? [s.least[i], s.largest[i]].reduce((a, b) => (far(b) > far(a) ? b : a), value)
      : value);
}

function median(values) {
  const sorted = values.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10).sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor(sorted.length / 2)] : 0;
}

// A line breaks where a value is missing; a point alone between two gaps needs a dot to be seen.
function line(name, steps, values, range, settings) {
  const points = values.map((v, i) => [steps[i], onScale(v, range)]);
  const seen = (i) => points[i] !== undefined && points[i][1] !== null;
  const alone = points.filter((_, i) => seen(i) && !seen(i - 1) && !seen(i + 1));
  // ECharts 5.3.1 warns of a dot under the pointer without a level.
  const curve = { type: "line", name, data: points, zlevel: 0, z: 2, symbol: "circle", showSymbol: false, symbolSize: 6, ...settings };
  const { color, xAxisIndex, yAxisIndex } = settings;
  const dots = { type: "scatter", name, data: alone, color, xAxisIndex, yAxisIndex, symbolSize: 6 };
  return alone.length ? [curve, dots] : [curve];
}

// Between two values for each step: what lies there is drawn as one polygon for each unbroken run.
function band(steps, low, high, range, colour, axes = {}) {
  const runs = [];
  let run = null;
  steps.forEach((step, i) => {
    const [a, b] = [onScale(low[i], range), onScale(high[i], range)];
    if (a === null || b === null) run = null;
    else {
      if (!run) runs.push((run = []));
      run.push([step, a, b]);
    }
  });
  const extent = runs.flat();
  return {
    type: "custom",
    silent: true,
    clip: true,
    z: 1,
    tooltip: { show: false },
    data: extent.length ? extent.map(([x, a, b]) => [x, a, b]) : [],
    encode: { x: 0, y: [1, 2], tooltip: [] },
    renderItem: (params, api) => {
      if (params.dataIndex > 0) return undefined;
      return {
        type: "group",
        children: runs.map((r) => ({
          type: "polygon",
          shape: {
            points: [
              ...r.map(([x, , b]) => api.coord([x, b])),
              ...[...r].reverse().map(([x, a]) => api.coord([x, a])),
            ],
          },
          style: { fill: colour, opacity: 0.25, stroke: colour, lineWidth: r.length > 1 ? 0 : 4 },
        })),
      };
    },
    ...axes,
  };
}

// Curves over the steps, one for each series of the list; colours go with depth.
function curves(model, look, list, settings) {
  const log = settings.log && list.some((s) => s.values.some((v) => v > 0));
  const all = list.flatMap((s) => [...s.values, ...(s.least ?? []), ...(s.largest ?? [])]);
  if (list.length === 1) all.push(list[0].expected);
  const range = log ? logRange([...all, ...(settings.healthy ?? [])]) : undefined;
  const named = list.length > 1 && list.length <= 8;
  const option = base(look);
  option.xAxis = stepAxis(model, look);
  option.yAxis = valueAxis(settings.axis, look, log, range);
  if (!log && settings.format) option.yAxis.axisLabel.formatter = settings.format;
  if (!log && settings.range) [option.yAxis.min, option.yAxis.max] = settings.range;
  option.series = list.flatMap((s, i) => line(nameOf(model, s), s.steps, list.length > 1 ? farthest(s) : s.values, range, {
    lineStyle: { width: s.scope === "network" ? 2.2 : 1.5, type: named ? DASHES[i % 3] : "solid" },
    color: settings.colour ?? (s.scope === "network" ? look.accent : depthColour(i, list.length, look)),
    emphasis: { focus: "series", lineStyle: { width: 3 } },
  }));
  if (list.length === 1 && list[0].least) {
    option.series.push(band(list[0].steps, list[0].least, list[0].largest, range, look.accent));
  }
  if (named) {
    option.legend = { type: look.printing ? "plain" : "scroll", bottom: 0, textStyle: { color: look.ink }, pageIconColor: look.ink, pageTextStyle: { color: look.soft } };
    option.grid.bottom = look.printing ? 80 : 58;
  }
  option.series.push(...marks(list, look, range, settings));
  option.tooltip.trigger = "axis";
  option.tooltip.formatter = (items) => curveTooltip(items, list, model, settings);
  return option;
}

const DASHES = ["solid", "dashed", "dotted"];

function curveTooltip(items, list, model, settings) {
  const step = items.length ? items[0].value[0] : undefined;
  const rows = [];
  for (const s of list) {
    const i = s.steps.indexOf(step);
    if (i >= 0) rows.push([nameOf(model, s), s.values[i]]);
  }
  const show = settings.format ?? number;
  const cut = rows.length > 12;
  if (cut) rows.sort((a, b) => b[1] - a[1]);
  const shown = cut ? [...rows.slice(0, 5), null, ...rows.slice(-5)] : rows;
  const lines = shown.map((row) =>
    row ? `${escaped(row[0])}: <b>${escaped(show(row[1]))}</b>` : "… between …");
  if (list.length === 1 && Number.isFinite(list[0].expected)) lines.push(`${settings.predicted ?? PREDICTED}: ${escaped(show(list[0].expected))}`);
  return `step ${thousands(step)}<br>${lines.join("<br>")}`;
}
