"use strict";

// The section of all that has no chart of its own.

// Series whose charts stand above; all others, also those of quantities that a user wrote, follow.
const OWN_CHART = /^(loss|gradient norm|gradient norm ratio|activation second moment|piece entropy|share of dead pieces|dead pieces|update ratio|use of piece \d+|sampled gradient quartile [123])$/;

const HEALTHY = {
  "share of zero gradients": "well below 1. At 1 nothing is learnt.",
  "non-finite gradients": "0, always.",
  "non-finite activations": "0, always.",
  "gradient kurtosis": "no steady climb. Large values mean that few entries carry the whole gradient.",
  "gradient skewness": "near 0.",
  "gradient mean": "near 0, much smaller than the deviation.",
  "weight norm": "changes slowly and levels off.",
  "weight distance": "grows quickly at first, then slowly. At 0 the layer has not moved.",
  "update norm": "falls slowly as training settles.",
  "activation growth": "near 1: a layer hands on a signal as strong as it gets.",
  "activation cosine": "below 1. Near 1 all inputs look alike to the layers that follow.",
  "activation effective rank": "well above 1. Near 1 all inputs lie on a line.",
  "share of zero activations": "well below 1.",
  "dead units": "0, or few.",
  "tie rate": "near 0. Near 1 the pieces are equal, and only the first learns.",
  "piece margin": "well above 0.",
  "piece churn": "falls slowly as training settles.",
};

function otherSection(model) {
  const charts = model.names()
    .filter((name) => !OWN_CHART.test(name))
    .sort()
    .map((name) => [name, ["network", "layer", "parameter"].filter((scope) => !isDeeper(name, scope)).flatMap((scope) => model.of(name, scope))])
    .filter(([, list]) => list.length)
    .map(([name, list], i) => {
      return curveChart(model, `other-${i}`, name, HEALTHY[name] ?? "", list, {
        axis: name,
        log: spread(list) > 100,
        chart: { height: 240, label: `${name}, one curve for each of ${list.length} places, over the training steps` },
      });
    });
  const histograms = model.data.histograms
    .filter((h) => h.shares.length)
    .map((h, i) => chart(`histogram-${i}`, `${h.name}: ${model.label(h.place)}`, "", {
      height: 220,
      label: `Histogram of ${h.name} at ${model.label(h.place)}`,
      draw: (look) => histogram(model, look, h),
      table: () => ({
        head: ["from", "to", "share"],
        rows: h.shares.map((share, k) => [number(Number(h.edges[k])), number(Number(h.edges[k + 1])), percent(share)]),
      }),
    }));
  const spectra = model.spectra
    .filter((s) => !isDeeper(s.name, s.scope))
    .flatMap((s, i) => spectrumCharts(model, s, `spectrum-${i}`, { title: `${s.name}: ${model.label(s.place)}` }));
  const galleries = model.galleries
    .filter((g) => !isDeeper(g.name, g.scope))
    .map((g, i) => galleryChart(g, `gallery-${i}`, { title: `${g.name}: ${model.label(g.place)}` }));
  const all = [...galleries, ...charts, ...spectra, ...histograms];
  if (!all.length) return null;
  return {
    id: "others",
    title: "Everything else that was measured",
    intro: "One chart for each measurement, one curve for each layer. Histograms are the latest.",
    charts: all.map((c) => ({ ...c, small: !c.pictures })),
  };
}

// Only what is positive throughout can be shown in powers of ten.
function spread(list) {
  const values = list.flatMap((s) => s.values).filter(Number.isFinite);
  const positive = values.filter((v) => v > 0);
  if (!positive.length || values.some((v) => v < 0)) return 0;
  return positive.reduce((a, b) => Math.max(a, b)) / positive.reduce((a, b) => Math.min(a, b));
}
