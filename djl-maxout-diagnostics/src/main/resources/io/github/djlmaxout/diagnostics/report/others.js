"use strict";

// The section of all that has no chart of its own.

// Series whose charts stand above; all others, also those of quantities that a user wrote, follow.
const OWN_CHART = new Set([
  SERIES.LOSS, SERIES.GRADIENT_NORM, SERIES.GRADIENT_NORM_RATIO, SERIES.ACTIVATION_MOMENT, SERIES.UPDATE_RATIO,
  SERIES.PIECE_ENTROPY, SERIES.DEAD_PIECES, SERIES.DEAD_PIECES_SHARE, ...QUARTILES,
]);
const isUseOfPiece = (name) => name.startsWith(SERIES.PIECE_USE) && /^ \d+$/.test(name.slice(SERIES.PIECE_USE.length));

const HEALTHY = {
  [SERIES.GRADIENT_ZEROS]: "well below 1. At 1 nothing is learnt.",
  [SERIES.GRADIENTS_NON_FINITE]: "0, always.",
  [SERIES.ACTIVATIONS_NON_FINITE]: "0, always.",
  [SERIES.GRADIENT_KURTOSIS]: "no steady climb. Large values mean that few entries carry the whole gradient.",
  [SERIES.GRADIENT_SKEWNESS]: "near 0.",
  [SERIES.GRADIENT_MEAN]: "near 0, much smaller than the deviation.",
  [SERIES.WEIGHT_NORM]: "changes slowly and levels off.",
  [SERIES.WEIGHT_DISTANCE]: "grows quickly at first, then slowly. At 0 the layer has not moved.",
  [SERIES.UPDATE_NORM]: "falls slowly as training settles.",
  [SERIES.ACTIVATION_GROWTH]: "near 1: a layer hands on a signal as strong as it gets.",
  [SERIES.ACTIVATION_COSINE]: "below 1. Near 1 all inputs look alike to the layers that follow.",
  [SERIES.ACTIVATION_RANK]: "well above 1. Near 1 all inputs lie on a line.",
  [SERIES.ACTIVATION_ZEROS]: "well below 1.",
  [SERIES.DEAD_UNITS]: "0, or few.",
  [SERIES.PIECE_TIES]: "near 0. Near 1 the pieces are equal, and only the first learns.",
  [SERIES.PIECE_MARGIN]: "well above 0.",
  [SERIES.PIECE_CHURN]: "falls slowly as training settles.",
};

function otherSection(model) {
  const charts = model.names()
    .filter((name) => !OWN_CHART.has(name) && !isUseOfPiece(name))
    .sort()
    .map((name) => [name, ["network", "layer", "parameter"].filter((scope) => !isDeeper(name, scope)).flatMap((scope) => model.of(name, scope))])
    .filter(([, list]) => list.length)
    .map(([name, list], i) => {
      const { unit, scale, meaning } = ABOUT.get(name) ?? {};
      const share = scale === "share";
      return curveChart(model, `other-${i}`, name, HEALTHY[name] ?? "", list, {
        axis: unit && !share ? `${name}, ${unit}` : name,
        log: !share && spread(list) > 100,
        format: share ? percent : undefined,
        chart: { meaning, height: 240, label: `${name}, one curve for each of ${list.length} places, over the training steps` },
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
