"use strict";

// What the page shows, in order: each section with its charts, each chart with its sentence on what
// healthy looks like. A chart is { id, title, healthy, label, height, ramp, draw(look), table() };
// a gallery has pictures instead of draw.

// No alarm is no proof of health.
const WORDS = { quiet: "no alarm", look: "look at it", wrong: "wrong", unknown: "not measured" };
const SIGNS = { quiet: "○", look: "!", wrong: "✕", unknown: "·" };

function sectionsOf(model) {
  return [
    lossSection(model),
    gradientSection(model),
    activationSection(model),
    pieceSection(model),
    updateSection(model),
    ...deeperSections(model).filter((section) => section.charts.length),
    layerSection(model),
    otherSection(model),
  ].filter(Boolean);
}

const HOW_TO =
  "Choose a preset of the listener that has it, or add it with addQuantity.";

const missing = (what) => `${what} was not measured in this run. ${HOW_TO}`;

function chart(id, title, healthy, settings) {
  return { id, title, healthy, height: 300, ramp: false, ...settings };
}

function curveChart(model, id, title, healthy, list, settings) {
  return chart(id, title, healthy, {
    ramp: list.length > 8,
    draw: (look) => curves(model, look, list, settings),
    table: () => curveTable(model, list),
    ...settings.chart,
  });
}

function curveTable(model, list) {
  const predicted = list.some((s) => !Number.isNaN(s.expected));
  const head = ["where", "first", "now", "least shown", "largest shown", ...(predicted ? ["predicted", "first / predicted"] : [])];
  const rows = list.map((s) => {
    const finite = s.values.filter(Number.isFinite);
    return [
      nameOf(model, s),
      number(s.values[0]),
      number(latest(s)),
      finite.length ? number(Math.min(...finite)) : "–",
      finite.length ? number(Math.max(...finite)) : "–",
      ...(predicted ? [s.expected, s.values[0] / s.expected].map((v) => (Number.isNaN(s.expected) ? "–" : number(v))) : []),
    ];
  });
  return { head, rows };
}

function lossSection(model) {
  const loss = model.of(SERIES.LOSS, "network");
  const { alarms } = model.data;
  if (!loss.length && !alarms.length) {
    return { id: "loss", title: "Loss and alarms", charts: [], note: missing("The loss") + " No alarm was raised." };
  }
  const kinds = new Set(alarms.map((a) => a.kind)).size;
  return {
    id: "loss",
    title: "Loss and alarms",
    intro: "The loss says how wrong the network still is on the batches it trains on. Alarms are marked below it, at the steps at which they were raised.",
    note: alarms.length ? "" : "No alarm was raised.",
    charts: [
      chart("loss-chart", alarms.length ? "Loss, and alarms below it" : "Loss",
        "falls quickly at first, then slowly; it may shiver from batch to batch. A jump upwards, a flat line from the start, or a gap (NaN) is not healthy.", {
          height: 280 + (kinds ? 26 * kinds + 34 : 0),
          draw: (look) => lossAndAlarms(model, look, loss, alarms),
          table: () => curveTable(model, loss),
        }),
    ],
    alarms,
  };
}

function gradientSection(model) {
  const norms = model.byPlace(SERIES.GRADIENT_NORM);
  const ratios = model.of(SERIES.GRADIENT_NORM_RATIO);
  const charts = [];
  if (norms.length) {
    charts.push(
      chart("gradient-map", "Gradient norm of each layer at each step",
        "all rows have nearly the same colour, and it changes slowly from left to right. Colours that run from dark to bright from top to bottom mean vanishing or exploding gradients.", {
          height: 110 + Math.max(90, HEAT_ROW * norms.length),
          foot: "The bar goes from the smallest to the largest norm, in powers of ten. Red cells: NaN or infinity. Grey cells: exactly 0. Where a cell stands for several steps it shows the most unusual.",
          draw: (look) => heatMap(model, look, norms),
          table: () => curveTable(model, norms),
        }),
      curveChart(model, "gradient-norms", "Gradient norms over the steps",
        "the curves run close together, within about a factor of ten of each other, and none falls to 0 or climbs without end.", norms,
        { axis: "gradient norm (L2, powers of ten)", log: true }));
  }
  if (ratios.length) {
    charts.push(chart("gradient-ratio", "Gradient norm from layer to layer",
      "near the prediction at the first step, and no steady climb or fall by powers of ten towards the input (left).", {
        draw: (look) => profile(model, look, ratios, "gradient norm / that of the last layer"),
        table: () => curveTable(model, ratios),
      }));
  }
  const network = model.of(SERIES.GRADIENT_NORM, "network");
  if (network.length) {
    charts.push(curveChart(model, "gradient-network", "Gradient norm of the whole network",
      "of one order of magnitude most of the time; single spikes pass, a steady climb does not.", network,
      { axis: "gradient norm (L2, powers of ten)", log: true, colour: undefined }));
  }
  return {
    id: "gradients",
    title: "Gradients",
    intro: "The gradient says how the loss would change with each weight. Each layer learns from its own: if it is too small the layer stands still, if it is too large it jumps about.",
    note: norms.length ? "" : missing("The gradient norm"),
    charts,
  };
}

function activationSection(model) {
  const moments = model.of(SERIES.ACTIVATION_MOMENT);
  const charts = [];
  if (moments.length) {
    charts.push(
      chart("moment-profile", "Activation second moment from layer to layer, against the prediction",
        "at the first step the measured line lies on the predicted one, and neither climbs nor falls by powers of ten from left to right. Training then moves it, slowly.", {
          draw: (look) => profile(model, look, moments, "second moment"),
          table: () => curveTable(model, moments),
        }),
      curveChart(model, "moment-curves", "Activation second moment over the steps",
        "the curves stay between about 0.01 and 100, and level off.", moments,
        { axis: "second moment (powers of ten)", log: true }));
  }
  return {
    id: "activations",
    title: "Activations",
    intro: "Activations are what layers hand on. Their second moment is the mean of their squares: the strength of the signal. Dashed: what theory predicts for the weights at the start.",
    note: charts.length ? "" : missing("The second moment of activations"),
    charts,
  };
}

function pieceSection(model) {
  const pieces = [];
  for (let k = 0; ; k++) {
    const list = model.of(numbered(SERIES.PIECE_USE, k));
    if (!list.length) break;
    pieces.push(list);
  }
  const entropy = model.of(SERIES.PIECE_ENTROPY);
  const dead = model.of(SERIES.DEAD_PIECES_SHARE);
  const charts = [];
  if (pieces.length) {
    charts.push(chart("piece-use", "How often each piece wins, now",
      "all parts of a bar are about equally long, and no bar is marked ✕. A dead piece never wins: its weights no longer learn.", {
        height: 120 + 26 * pieces[0].length,
        draw: (look) => pieceUse(model, look, pieces),
        table: () => pieceTable(model, pieces),
      }));
  }
  if (entropy.length) {
    charts.push(curveChart(model, "piece-entropy", "Evenness of piece use (normalized entropy)",
      "near 1: all pieces win equally often. At 0 one piece always wins, and the unit is only linear.", entropy,
      { axis: "entropy / its largest possible, 0 to 1", range: [0, 1] }));
  }
  if (dead.length) {
    charts.push(curveChart(model, "piece-dead", "Dead pieces over the steps",
      "0, or a few in a thousand.", dead, { axis: "share of pieces that never win", format: percent }));
  }
  const maxout = model.layers.some((layer) => layer.pieces > 1);
  if (!charts.length && !maxout) return null;
  return {
    id: "pieces",
    title: "Maxout pieces",
    intro: "A maxout unit computes several values, its pieces, and hands on the largest: the piece that wins. Only a piece that wins learns from the example.",
    note: charts.length ? "" : missing("The use of pieces"),
    charts,
  };
}

function pieceTable(model, pieces) {
  const head = ["layer", ...pieces.map((_, k) => `piece ${k}`), SERIES.DEAD_PIECES];
  const rows = pieces[0].map((s) => [
    model.label(s.place),
    ...pieces.map((list) => percent(latest(list.find((other) => other.place === s.place)) ?? NaN)),
    number(latest(model.at(SERIES.DEAD_PIECES, s.place))),
  ]);
  return { head, rows };
}

function updateSection(model) {
  const ratios = model.byPlace(SERIES.UPDATE_RATIO);
  return {
    id: "updates",
    title: "Updates",
    intro: "How far one step moves the weights, measured against their size.",
    note: ratios.length ? "" : missing("The update ratio"),
    charts: ratios.length
      ? [curveChart(model, "update-ratio", "Update-to-weight ratio",
          "inside the band from 10⁻⁴ to 10⁻². Below it a layer hardly learns, above it the learning rate is too large for it.", ratios,
          { axis: "norm of the update / norm of the weights", log: true, healthy: [1e-4, 1e-2] })]
      : [],
  };
}

function layerSection(model) {
  const shown = model.layers.filter((layer) =>
    model.at(SERIES.GRADIENT_NORM, layer.name) || model.at(QUARTILES[1], layer.name));
  if (!shown.length) return null;
  return {
    id: "layers",
    title: "Layer by layer",
    intro: "Above, the norm of a layer's gradient; a pale band spans the least and the largest between two points. Below, its single entries, where they were sampled: half of all lie in the band, the line is their median.",
    healthy: "the band lies evenly around 0 and narrows slowly as training goes on. A band that shrinks to nothing or grows without end is not healthy.",
    charts: shown.map((layer) =>
      chart(`layer-${model.order.get(layer.name)}`, model.label(layer.name), "", {
        small: true,
        verdict: layer.verdict,
        height: model.at(SERIES.GRADIENT_NORM, layer.name) && model.at(QUARTILES[1], layer.name) ? 300 : 200,
        label: `Gradient norm and quartiles of sampled gradient entries of layer ${layer.name} over the training steps`,
        draw: (look) => layerCurves(model, look, layer.name),
        table: () => curveTable(model, [SERIES.GRADIENT_NORM, ...QUARTILES]
          .map((name) => model.at(name, layer.name)).filter(Boolean)),
      })),
  };
}
