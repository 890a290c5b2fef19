"use strict";

// What is marked in charts of curves: gaps, predictions, healthy bands.

const PREDICTED = "predicted";

// Where a series holds NaN or infinity a curve has a gap: the gap is coloured and named.
function brokenSpans(list) {
  const spans = [];
  for (const s of list) {
    s.values.forEach((v, i) => {
      if (!Number.isFinite(v)) spans.push([s.steps[i], s.steps[i + 1] ?? s.steps[i]]);
    });
  }
  spans.sort((a, b) => a[0] - b[0]);
  const merged = [];
  for (const [from, to] of spans) {
    const before = merged[merged.length - 1];
    if (before && from <= before[1]) before[1] = Math.max(before[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function brokenMarks(list, look) {
  const spans = brokenSpans(list);
  if (!spans.length) return {};
  return {
    markLine: {
      silent: true,
      symbol: "none",
      lineStyle: { color: look.wrong, type: "solid", width: 1.5 },
      label: { formatter: "NaN or ∞", color: look.wrong, position: "insideEndBottom" },
      data: [{ xAxis: spans[0][0] }],
    },
    markArea: {
      silent: true,
      itemStyle: { color: look.wrong, opacity: 0.13 },
      data: spans.map(([from, to]) => [{ xAxis: from }, { xAxis: to }]),
    },
  };
}

// All marks of a chart of curves; a prediction is a line across it if it has one curve.
function marks(list, look, range, settings) {
  const marked = { type: "line", data: [], silent: true, ...brokenMarks(list, look) };
  if (settings.healthy) {
    marked.markArea = marked.markArea ?? { silent: true, data: [] };
    const [low, high] = settings.healthy.map((v) => onScale(v, range));
    marked.markArea.data = [
      ...marked.markArea.data,
      [
        { yAxis: low, itemStyle: { color: look.good, opacity: 0.12 }, label: { show: true, formatter: "usual", position: "insideTopLeft", color: look.good } },
        { yAxis: high },
      ],
    ];
  }
  const y = list.length === 1 ? onScale(list[0].expected, range) : null;
  if (y === null) return [marked];
  marked.markLine = marked.markLine ?? { silent: true, symbol: "none", data: [] };
  marked.markLine.data = [
    ...marked.markLine.data,
    {
      yAxis: y,
      lineStyle: { color: look.prediction, type: "dashed", width: 2 },
      label: { formatter: `${settings.predicted ?? PREDICTED}: ${number(list[0].expected)}`, color: look.prediction, textBorderColor: look.card, textBorderWidth: 3, position: "insideEndTop" },
    },
  ];
  // A mark does not stretch the axis, a point does.
  return [marked, { type: "scatter", data: [[list[0].steps[0], y]], symbolSize: 0, silent: true }];
}
