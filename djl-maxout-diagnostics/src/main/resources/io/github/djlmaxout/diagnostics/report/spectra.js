"use strict";

// Charts of spectra: several numbers of one kind, the largest first.

const FEW_RANKS = 8;
const LONG_SPECTRUM = 50;

// A spectrum over the steps, and where it is long over the ranks.
function spectrumCharts(model, spectrum, id, words) {
  const list = fan(spectrum);
  const falls = spread(list) > 100;
  const settings = {
    axis: words.axis ?? spectrum.name,
    log: words.positive || falls,
    chart: { ramp: list.length > FEW_RANKS ? ["rank 1", `rank ${thousands(list[list.length - 1].rank)}`] : false, small: words.small, meaning: words.meaning, foot: words.positive && hasNegative(spectrum) ? NEGATIVE : "" },
  };
  const charts = [curveChart(model, id, words.title, words.healthy ?? "", list, settings)];
  if (spectrum.length > FEW_RANKS) {
    charts.push(chart(`${id}-ranks`, words.rankTitle ?? `${words.title}, in descending order`, words.rankHealthy ?? "", {
      small: words.small,
      meaning: words.rankMeaning,
      foot: settings.chart.foot,
      draw: (look) => spectrumByRank(look, spectrum, settings),
      table: () => spectrumTable(spectrum),
    }));
  }
  return charts;
}

const NEGATIVE = "Numbers below 0 come from rounding; they are in the table, but have no place among powers of ten.";

const hasNegative = (spectrum) => spectrum.ranks.some((r) => r.values.some((v) => v < 0));

// As curves: all ranks if there are few, otherwise the powers of two and the last.
function fan(spectrum) {
  const { ranks } = spectrum;
  const last = ranks[ranks.length - 1];
  return ranks
    .filter((r) => ranks.length <= FEW_RANKS || r === last || Number.isInteger(Math.log2(r.rank)))
    .map((r) => ({ ...r, name: spectrum.name, scope: "rank", label: r.rank === 1 ? "largest" : `no. ${thousands(r.rank)}`, expected: NaN }));
}

// The first, the middle and the latest step.
function threeSteps(spectrum) {
  const { steps } = spectrum.ranks[0];
  const indices = new Set([0, Math.floor((steps.length - 1) / 2), steps.length - 1]);
  return [...indices].map((i) => steps[i]);
}

function valueAt(r, step) {
  const i = r.steps.indexOf(step);
  return i < 0 ? undefined : r.values[i];
}

const stepName = (step, i, n) => (i === n - 1 ? `now, step ${thousands(step)}` : `step ${thousands(step)}`);

function spectrumTable(spectrum) {
  const steps = threeSteps(spectrum);
  return {
    head: ["rank", ...steps.map((step, i) => stepName(step, i, steps.length))],
    rows: spectrum.ranks.map((r) => [thousands(r.rank), ...steps.map((step) => number(valueAt(r, step)))]),
  };
}

function spectrumByRank(look, spectrum, settings) {
  const { ranks, length } = spectrum;
  const steps = threeSteps(spectrum);
  const long = length > LONG_SPECTRUM;
  const range = settings.log ? logRange(ranks.flatMap((r) => steps.map((step) => valueAt(r, step)))) : undefined;
  const option = base(look);
  option.grid.bottom = look.narrow ? 84 : 62;
  option.legend = { bottom: 0, itemGap: 8, itemWidth: 24, textStyle: { color: look.ink } };
  option.xAxis = {
    ...axisLook(look),
    type: "value",
    min: long ? 0 : 1,
    max: long ? Math.log10(length) : length,
    interval: long ? 1 : undefined,
    minInterval: 1,
    name: "rank: 1 is the largest",
    nameLocation: "middle",
    nameGap: 26,
    splitLine: { show: false },
    axisLabel: { color: look.soft, showMaxLabel: !long, formatter: (v) => thousands(long ? 10 ** v : v) },
  };
  option.yAxis = valueAxis(settings.axis, look, settings.log, range);
  option.series = steps.map((step, i) => ({
    type: "line",
    name: stepName(step, i, steps.length),
    color: i === steps.length - 1 ? look.accent : i === 0 ? look.soft : look.quartiles,
    symbol: ["rect", "triangle", "circle"][i],
    symbolSize: 5,
    lineStyle: { width: i === steps.length - 1 ? 2.2 : 1.5, type: DASHES[steps.length - 1 - i] },
    data: ranks.map((r) => ({
      value: [long ? Math.log10(r.rank) : r.rank, onScale(valueAt(r, step), range)],
      rank: r.rank,
      seen: valueAt(r, step),
    })),
  }));
  option.tooltip.trigger = "axis";
  option.tooltip.formatter = (items) =>
    [`rank ${thousands(items[0].data.rank)}`, ...items.map(({ seriesName, data }) => `${seriesName}: <b>${number(data.seen)}</b>`)].join("<br>");
  return option;
}
