"use strict";

// The small charts of single layers.

// One layer: the norm of its gradient above, the quartiles of single entries below.
function layerCurves(model, look, place) {
  const norm = model.at(SERIES.GRADIENT_NORM, place);
  const quartiles = QUARTILES.map((name) => model.at(name, place));
  const both = norm && quartiles.every(Boolean);
  const option = base(look);
  option.grid = [{ left: 64, right: 14, top: 28, bottom: 46 }];
  option.xAxis = [];
  option.yAxis = [];
  option.series = [];
  option.tooltip.trigger = "axis";
  option.axisPointer = { link: [{ xAxisIndex: "all" }] };
  if (both) option.grid = [{ left: 64, right: 14, top: 28, height: 84 }, { left: 64, right: 14, top: 150, bottom: 46 }];
  if (norm) {
    const log = norm.values.some((v) => v > 0);
    const range = log ? logRange([...norm.values, ...(norm.least ?? []), ...(norm.largest ?? [])]) : undefined;
    option.xAxis.push({ ...stepAxis(model, look), ...(both ? { name: "", axisLabel: { show: false } } : {}) });
    option.yAxis.push({ ...valueAxis(SERIES.GRADIENT_NORM, look, log, range), nameTextStyle: leftmost(look) });
    option.series.push(...line(SERIES.GRADIENT_NORM, norm.steps, norm.values, range, { color: look.accent, ...brokenMarks([norm], look) }));
    if (norm.least) option.series.push(band(norm.steps, norm.least, norm.largest, range, look.accent));
  }
  if (quartiles.every(Boolean)) {
    const axes = { xAxisIndex: option.xAxis.length, yAxisIndex: option.yAxis.length };
    const grid = { gridIndex: both ? 1 : 0 };
    const [q1, q2, q3] = quartiles;
    option.xAxis.push({ ...stepAxis(model, look), ...grid });
    option.yAxis.push({ ...valueAxis("sampled entries: middle half and median", look, false), ...grid, nameTextStyle: leftmost(look), splitNumber: 3 });
    option.series.push(band(q1.steps, q1.values, q3.values, undefined, look.quartiles, axes));
    option.series.push(...line("median", q2.steps, q2.values, undefined, { color: look.quartiles, ...axes, ...brokenMarks([q2], look) }));
  }
  option.tooltip.formatter = (items) => {
    const step = items[0].value[0];
    const rows = [norm && [SERIES.GRADIENT_NORM, norm], ...quartiles.map((q, i) => q && [`quartile ${i + 1}`, q])];
    const lines = rows.filter(Boolean).flatMap(([name, s]) => {
      const i = s.steps.indexOf(step);
      return i < 0 ? [] : [`${name}: <b>${number(s.values[i])}</b>`];
    });
    return `step ${thousands(step)}<br>${lines.join("<br>")}`;
  };
  return option;
}

const leftmost = (look) => ({ color: look.soft, align: "left", padding: [0, 0, 0, -56] });

function histogram(model, look, h) {
  const option = base(look);
  option.xAxis = { ...axisLook(look), type: "value", scale: true, name: `value at step ${thousands(h.step)}`, nameLocation: "middle", nameGap: 26, splitLine: { show: false }, axisLabel: { color: look.soft, hideOverlap: true, formatter: number } };
  option.yAxis = valueAxis("share of the sample, %", look, false);
  option.yAxis.axisLabel.formatter = (v) => String(Number((100 * v).toPrecision(2)));
  option.series = [{
    type: "custom",
    data: h.shares.map((share, i) => [Number(h.edges[i]), Number(h.edges[i + 1]), share]),
    encode: { x: [0, 1], y: 2 },
    renderItem: (params, api) => {
      const [x0, y] = api.coord([api.value(0), api.value(2)]);
      const [x1, y0] = api.coord([api.value(1), 0]);
      return { type: "rect", shape: { x: x0, y, width: Math.max(1, x1 - x0 - 0.5), height: y0 - y }, style: { fill: look.accent } };
    },
  }];
  option.yAxis.min = 0;
  option.tooltip.formatter = ({ value }) => `${number(value[0])} to ${number(value[1])}: <b>${percent(value[2])}</b>`;
  return option;
}
