"use strict";

// The charts that are more than curves over steps.

const HEAT_ROW = 15;

// The layers as rows, the first on top, and the room that their names need.
function placeAxis(model, look, places) {
  const names = places.map((place) => model.label(place));
  const widest = 7.4 * Math.max(...names.map((name) => name.length));
  const width = Math.min(widest, look.narrow ? 104 : 190);
  return {
    width: width + 12,
    axis: {
      ...axisLook(look),
      type: "category",
      inverse: true,
      data: names,
      axisLabel: { color: look.soft, width, overflow: "truncate", hideOverlap: true },
      axisTick: { show: false },
    },
  };
}

function heatMap(model, look, list) {
  const columns = [...new Set(list.flatMap((s) => s.steps))].sort((a, b) => a - b);
  const column = new Map(columns.map((step, i) => [step, i]));
  const cells = [];
  const finite = [];
  list.forEach((s, row) => {
    const values = farthest(s);
    s.steps.forEach((step, i) => {
      const v = values[i];
      const item = { value: [column.get(step), row, v > 0 && Number.isFinite(v) ? Math.log10(v) : 0], seen: [s, i] };
      if (v > 0 && Number.isFinite(v)) finite.push(v);
      else {
        item.visualMap = false;
        item.itemStyle = { color: v === 0 ? look.zero : look.wrong };
      }
      cells.push(item);
    });
  });
  let [low, high] = finite.length ? [reduced(Math.min, finite), reduced(Math.max, finite)] : [0.1, 1];
  // Never less than a power of ten from dark to bright, or harmless noise would look like a storm.
  const short = Math.max(0, 1 - Math.log10(high / low)) / 2;
  [low, high] = [low / 10 ** short, high * 10 ** short];
  const option = base(look);
  const rows = placeAxis(model, look, list.map((s) => s.place));
  option.grid = { left: rows.width, right: 18, top: 10, bottom: 88 };
  option.xAxis = {
    ...axisLook(look),
    type: "category",
    data: columns,
    name: "training step, counted from 0",
    nameLocation: "middle",
    nameGap: 26,
    axisLabel: { color: look.soft, interval: Math.max(0, Math.ceil(columns.length / (look.narrow ? 4 : 12)) - 1), formatter: (v) => thousands(v) },
    axisTick: { show: false },
  };
  option.yAxis = rows.axis;
  option.visualMap = {
    type: "continuous",
    min: Math.log10(low),
    max: Math.log10(high),
    orient: "horizontal",
    left: "center",
    bottom: 2,
    itemHeight: look.narrow ? 130 : 220,
    itemWidth: 12,
    inRange: { color: VIRIDIS },
    text: [number(high), number(low)],
    textStyle: { color: look.ink },
  };
  option.series = [{ type: "heatmap", data: cells, progressive: 0, emphasis: { itemStyle: { borderColor: look.ink, borderWidth: 1 } } }];
  option.tooltip.formatter = ({ data }) => {
    const [s, i] = data.seen;
    const span = s.least ? `<br>${number(s.least[i])} to ${number(s.largest[i])} until the next column` : "";
    return `${escaped(model.label(s.place))}, step ${thousands(s.steps[i])}<br><b>${number(s.values[i])}</b>${span}`;
  };
  return option;
}

const reduced = (of, values) => values.reduce((a, b) => of(a, b));

// One value for each layer: at the first step, now, and predicted.
function profile(model, look, list, axis) {
  const firsts = list.map((s) => s.values[0]);
  const nows = list.map(latest);
  const expected = list.map((s) => s.expected);
  const range = logRange([...firsts, ...nows, ...expected]);
  const option = base(look);
  // In a narrow box the legend has two rows.
  option.grid.bottom = look.narrow ? 84 : 62;
  option.legend = { bottom: 0, itemGap: 8, itemWidth: 20, textStyle: { color: look.ink } };
  option.xAxis = {
    ...axisLook(look),
    type: "category",
    data: list.map((s) => String(model.rank(s.place) + 1)),
    name: "number of the layer, from input to output",
    nameLocation: "middle",
    nameGap: 26,
  };
  option.yAxis = valueAxis(axis, look, true, range);
  const ys = (values) => values.map((v) => onScale(v, range));
  option.series = [];
  if (expected.some((v) => Number.isFinite(v))) {
    option.series.push({ type: "line", name: "predicted", data: ys(expected), color: look.prediction, symbol: "diamond", symbolSize: 9, lineStyle: { type: "dashed", width: 2 } });
  }
  const steps = list[0].steps;
  if (steps.length > 1) {
    option.series.push({ type: "line", name: `step ${thousands(steps[0])}`, data: ys(firsts), color: look.soft, symbol: "rect", symbolSize: 6, lineStyle: { width: 1.5 } });
  }
  option.series.push({ type: "line", name: `now, step ${thousands(steps[steps.length - 1])}`, data: ys(nows), color: look.accent, symbol: "circle", symbolSize: 6, lineStyle: { width: 2.2 } });
  const broken = nows.map((v, i) => [i, v]).filter(([, v]) => !Number.isFinite(v));
  if (broken.length) {
    option.series.push({ type: "scatter", name: "NaN or ∞", data: broken.map(([i]) => [i, option.yAxis.max]), color: look.wrong, symbol: "diamond", symbolSize: 10 });
  }
  option.tooltip.trigger = "axis";
  option.tooltip.formatter = (items) => {
    const i = items[0].dataIndex;
    return [
      `<b>${escaped(model.label(list[i].place))}</b>`,
      `predicted: ${Number.isNaN(expected[i]) ? "unknown" : number(expected[i])}`,
      `first: ${number(firsts[i])}`,
      `now: ${number(nows[i])}`,
    ].join("<br>");
  };
  return option;
}

function pieceUse(model, look, pieces) {
  const places = pieces[0].map((s) => s.place);
  const anyDead = places.some((place) => deadText(model, place, false));
  const option = base(look);
  const rows = placeAxis(model, look, places);
  option.grid = { left: rows.width, top: 10, bottom: 84, right: anyDead ? (look.narrow ? 74 : 128) : 18 };
  option.legend = { type: "scroll", bottom: 0, textStyle: { color: look.ink }, pageIconColor: look.ink, pageTextStyle: { color: look.soft } };
  option.aria = { enabled: true, decal: { show: true }, label: { enabled: false } };
  option.xAxis = {
    ...axisLook(look),
    type: "value",
    max: 1,
    name: "share of the wins, %",
    nameLocation: "middle",
    nameGap: 26,
    axisLabel: { color: look.soft, formatter: (v) => String(Math.round(100 * v)) },
  };
  option.yAxis = rows.axis;
  option.series = pieces.map((list, k) => ({
    type: "bar",
    stack: "pieces",
    name: `piece ${k}`,
    color: PIECES[k % PIECES.length],
    itemStyle: { borderColor: look.card, borderWidth: 1 },
    barMaxWidth: 22,
    data: places.map((place) => onScale(latest(list.find((s) => s.place === place)))),
  }));
  option.series.push({
    type: "bar",
    stack: "pieces",
    name: SERIES.DEAD_PIECES,
    silent: true,
    color: look.wrong,
    data: places.map((place) => ({ value: 0, label: { formatter: deadText(model, place, look.narrow) } })),
    label: { show: true, position: "right", color: look.wrong, fontWeight: "bold" },
  });
  option.legend.data = pieces.map((_, k) => `piece ${k}`);
  option.tooltip.formatter = ({ seriesIndex, dataIndex }) =>
    seriesIndex === pieces.length
      ? ""
      : `${escaped(model.label(places[dataIndex]))}<br>piece ${seriesIndex}: <b>${percent(latest(pieces[seriesIndex].find((s) => s.place === places[dataIndex])))}</b>`;
  return option;
}

function deadText(model, place, narrow) {
  const count = latest(model.at(SERIES.DEAD_PIECES, place));
  const share = latest(model.at(SERIES.DEAD_PIECES_SHARE, place));
  if (!(count > 0) && !(share > 0)) return "";
  const text = count > 0 ? `✕ ${number(count)} dead` : `✕ ${percent(share)} dead`;
  return count > 0 && share > 0 && !narrow ? `${text} (${percent(share)})` : text;
}

// Loss above, alarms below, on one time axis.
function lossAndAlarms(model, look, loss, alarms) {
  const kinds = [...new Set(alarms.map((a) => a.kind))];
  const strip = 26 * kinds.length;
  const option = curves(model, look, loss, { axis: SERIES.LOSS, colour: look.accent, log: spread(loss) > 1000, predicted: "guessing" });
  if (!kinds.length) return option;
  const below = { left: 88, right: 18, height: strip, bottom: 48 };
  option.grid = [{ left: 88, right: 18, top: 34, bottom: strip + 64 }, below];
  option.axisPointer = { link: [{ xAxisIndex: "all" }] };
  const steps = option.xAxis;
  option.xAxis = [
    { ...steps, name: "", axisLabel: { show: false } },
    { ...steps, gridIndex: 1 },
  ];
  option.yAxis = [
    option.yAxis,
    {
      ...axisLook(look),
      type: "category",
      gridIndex: 1,
      inverse: true,
      data: kinds,
      axisLabel: { color: look.soft, width: 78, overflow: "break" },
      axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: look.line } },
    },
  ];
  option.series.push({
    type: "scatter",
    name: "alarms",
    xAxisIndex: 1,
    yAxisIndex: 1,
    symbolSize: 12,
    data: alarms.flatMap((alarm) =>
      alarm.steps.map((step) => ({
        value: [step, kinds.indexOf(alarm.kind)],
        alarm,
        symbol: alarm.level === "wrong" ? "diamond" : "triangle",
        itemStyle: { color: look[alarm.level] },
      }))),
    tooltip: {
      trigger: "item",
      formatter: ({ data }) =>
        `step ${thousands(data.value[0])}: <b>${escaped(data.alarm.kind)}</b><br>${escaped(model.label(data.alarm.place))}`,
    },
  });
  return option;
}
