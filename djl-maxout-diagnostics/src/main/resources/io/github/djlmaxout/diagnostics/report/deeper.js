"use strict";

// The sections of what is measured by derivatives of the network itself: what they hold, in order,
// and what each measurement means. A section is shown if anything in it was measured.

const DEEPER = [
  {
    id: "kernel",
    title: "Neural tangent kernel",
    intro: "The kernel says how much a step on one example moves the output for another. Gradient descent learns what lies along its large eigenvalues quickly, and what lies along its small ones slowly or never.",
    parts: [
      { spectrum: SERIES.KERNEL_EIGENVALUE, title: "Eigenvalues of the kernel over the steps", positive: true,
        axis: "eigenvalue (powers of ten)",
        meaning: "Each curve is one eigenvalue: the speed at which the error along one pattern of the data falls.",
        healthy: "all curves level off; while they move the network still changes what it can learn. Curves that fall by powers of ten are patterns that it will no longer learn.",
        rankTitle: "Eigenvalues of the kernel, in descending order",
        rankMeaning: "The steeper the fall, the fewer patterns are learnt at a useful speed. A cliff means that the examples behind it cannot be told apart." },
      { scalar: SERIES.KERNEL_TRACE, title: "Trace", meaning: "The mean of the kernel's diagonal: how strongly the outputs answer to the parameters on the whole. Dashed: what theory expects at the start.",
        healthy: "near the prediction at the first step, the nearer the wider the network; then it settles." },
      { scalar: SERIES.KERNEL_CONDITION, title: "Condition number", meaning: "The largest eigenvalue over the smallest: how many times longer the slowest pattern takes than the fastest.",
        healthy: "small, and not rising by powers of ten." },
      { scalar: SERIES.KERNEL_RANK, title: "Effective rank", meaning: "How many eigenvalues carry the kernel in effect. Near 1 the network treats all examples alike.",
        healthy: "well above 1; it may fall as the kernel turns towards the labels." },
      { scalar: SERIES.KERNEL_ALIGNMENT, title: "Alignment with the labels", meaning: "How well the kernel puts examples of one label together: 1 is perfect, 0 is not at all.",
        healthy: "rises while the network learns features, then levels off." },
      { scalar: SERIES.KERNEL_ALIGNMENT_CENTRED, title: "Centred alignment with the labels", meaning: "The same with the mean of the kernel taken out, which makes any kernel look aligned if there are few classes.",
        healthy: "rises while the network learns features, then levels off." },
      { scalar: SERIES.KERNEL_DRIFT, title: "Drift from the start", meaning: "How far the kernel is from the first one measured, relative to its size. Near 0 the network learns with the features it began with; near 1 and above it has made its own.",
        healthy: "rises at first, then levels off." },
      { scalar: SERIES.KERNEL_TURN, title: "Turn from the start", meaning: "The drift but for scale: 0 if the kernel only grew or shrank, 1 if it has nothing in common with the first one.",
        healthy: "rises quickly at first, then hardly." },
      { scalar: SERIES.KERNEL_DISTANCE, title: "Distance to infinite width", meaning: "How far the kernel is from that of an infinitely wide network at the start, relative to its size.",
        healthy: "small at the first step: the predictions of infinite width then hold for this network." },
    ],
  },
  {
    id: "curvature",
    title: "Curvature of the loss",
    intro: "The Hessian says how the slope of the loss changes as the weights move. Gradient descent is stable where its largest eigenvalue is below 2 / learning rate; beyond it, steps overshoot.",
    parts: [
      { spectrum: SERIES.HESSIAN_EIGENVALUE, title: "Largest eigenvalues of the Hessian over the steps",
        axis: "eigenvalue",
        meaning: "The curvature along the steepest directions. Often there are as many large ones as classes.",
        healthy: "they rise at first and then stay; a jump upwards often comes just before a jump of the loss." },
      { scalar: SERIES.SHARPNESS, title: "Sharpness", meaning: "The largest eigenvalue of the Hessian.",
        healthy: "settles near or below 2 / learning rate." },
      { scalar: SERIES.HESSIAN_TRACE, title: "Trace of the Hessian", meaning: "The sum of all curvatures: how much the loss rises for a random small change of the weights.",
        healthy: "levels off." },
      { profile: SERIES.HESSIAN_TRACE, small: true, title: "Trace of the Hessian from layer to layer", axis: SERIES.HESSIAN_TRACE,
        meaning: "Which layers bend the loss most. Dashed, where theory knows it: what it expects at the start.",
        healthy: "near the prediction at the first step." },
      { scalar: SERIES.HESSIAN_TRACE, scope: "layer", title: "Trace of the Hessian by layer", meaning: "The same over the steps.",
        healthy: "of similar size in all layers, or changing evenly from one to the next." },
      { scalar: SERIES.HESSIAN_NORM, scope: "layer", title: "Hessian norm by layer", meaning: "The Frobenius norm of the Hessian by the weights of each layer. With three pieces and more it grows from layer to layer, however the weights are scaled.",
        healthy: "within a few powers of ten of each other: then one learning rate suits all layers." },
      { scalar: SERIES.HESSIAN_UNCONVERGED, title: "Eigenvalues that were not found", meaning: "How many of the eigenvalues asked for are missing above, because the iteration did not settle.",
        healthy: "0." },
    ],
  },
  {
    id: "jacobians",
    title: "Jacobian from input to output",
    intro: "The Jacobian J says how much a small change of the input moves what comes behind a layer. Its gain is the mean of ‖J u‖² over random directions u of length 1.",
    parts: [
      { profile: SERIES.JACOBIAN_GROWTH, title: "Gain from layer to layer, against the prediction", axis: "mean of ‖J u‖² behind the layer",
        meaning: "How much of a change of the input is left behind each layer.",
        healthy: "at the first step the measured line lies on the predicted one, and neither climbs nor falls by powers of ten from left to right." },
      { spectrum: SERIES.JACOBIAN_SINGULAR_VALUE, small: true, positive: true, title: "Singular values", axis: "singular value (powers of ten)",
        meaning: "The factors by which the network stretches the input along its main directions. Small ones are directions that it does not see.",
        healthy: "none is far above 1, where small noise in the input becomes a large change of the output.",
        rankMeaning: "The flatter the curve, the more directions of the input the network makes use of." },
      { scalar: SERIES.JACOBIAN_NORM, title: "Gain of the whole network", axis: "mean of ‖J u‖²", meaning: "How much a random small change of the input moves the output. Dashed: what theory expects at the start.",
        healthy: "near the prediction at the first step, then changing slowly." },
      { scalar: SERIES.JACOBIAN_GROWTH, scope: "layer", title: "Gain of each layer over the steps", axis: "mean of ‖J u‖²", meaning: "The same as from layer to layer, at every step at which it was measured.",
        healthy: "the curves stay together." },
    ],
  },
  {
    id: "noise",
    title: "Gradient noise",
    intro: "Each example of a batch has a gradient of its own. Where they agree one step serves them all; where they do not, the batch's gradient is mostly noise.",
    parts: [
      { scalar: SERIES.NOISE_SCALE, title: "Noise scale", meaning: "The number of examples in a batch at which the noise of its gradient is as large as the gradient itself. It is left out where the gradient cannot be told from noise.",
        healthy: "grows as training goes on. Far above the batch size steps are mostly noise; far below it the batch could be smaller." },
      { scalar: SERIES.SIGNAL_TO_NOISE, title: "Signal to noise", meaning: "The squared gradient over the spread of the single examples' gradients; for a batch of B examples it is B times as large. Below 0: not to be told from noise.",
        healthy: "falls as training goes on. Once B times it is far below 1, larger batches or a smaller learning rate help." },
      { scalar: SERIES.NOISE_SCALE, scope: "layer", title: "Noise scale by layer", meaning: "The same for the gradient of each layer.", healthy: "of similar size in all layers." },
      { scalar: SERIES.SIGNAL_TO_NOISE, scope: "layer", title: "Signal to noise by layer", meaning: "The same for the gradient of each layer.", healthy: "no layer far below the others: it would learn from noise." },
    ],
  },
  {
    id: "rank",
    title: "Rank of the parameters",
    intro: "How many independent ways the network has, at its present weights, to change what it says of the examples.",
    parts: [
      { scalar: SERIES.JACOBIAN_RANK, title: "Rank of the Jacobian from parameters to outputs", predicted: "largest possible",
        meaning: "Dashed: the largest rank possible, with as many examples and parameters as there are. At it each output can be moved by itself; below it some move only together.",
        healthy: "at the dashed line or near it, if the network is to fit all examples." },
    ],
  },
  {
    id: "regions",
    title: "Linear regions",
    intro: "A network of maxout or ReLU units is linear in each of many regions of its input. Here they are counted on a plane through three examples.",
    parts: [
      { pictures: SERIES.REGIONS, title: "The regions before, during and after training",
        meaning: "Each patch is a region in which the network is one linear function. Many small patches near the examples mean that the network has bent itself to them." },
      { scalar: SERIES.REGIONS, title: "Number of regions", meaning: "How many linear pieces the plane is cut into.",
        healthy: "stays of the same order of magnitude; training moves regions more than it makes new ones." },
      { scalar: SERIES.BOUNDARY_LENGTH, title: "Length of the decision boundary", meaning: "How long the line between the classes is on the plane. A long, ragged one often means overfitting.",
        healthy: "grows while the network learns, then levels off." },
    ],
  },
];

const scopeOf = (part) => part.scope ?? "network";

// Tells whether a measurement has its place in one of these sections.
function isDeeper(name, scope) {
  return DEEPER.some(({ parts }) =>
    parts.some((part) => (part.pictures ?? part.spectrum ?? part.scalar) === name && scopeOf(part) === scope));
}

// Those of which nothing was measured have no charts.
function deeperSections(model) {
  return DEEPER.map(({ id, title, intro, parts }) => ({
    id,
    title,
    intro,
    charts: parts.flatMap((part, i) => chartsOf(model, part, `${id}-${i}`)),
  }));
}

function chartsOf(model, part, id) {
  if (part.pictures) {
    return model.galleries.filter((g) => g.name === part.pictures && g.scope === scopeOf(part)).map((g) => galleryChart(g, id, part));
  }
  if (part.spectrum) {
    return model.spectra.filter((s) => s.name === part.spectrum && s.scope === scopeOf(part)).flatMap((s) => spectrumCharts(model, s, id, part));
  }
  const list = model.of(part.profile ?? part.scalar, part.profile ? "layer" : scopeOf(part));
  if (!list.length) return [];
  if (part.profile) {
    return [chart(id, part.title, part.healthy, {
      small: part.small,
      meaning: part.meaning,
      draw: (look) => profile(model, look, list, part.axis),
      table: () => curveTable(model, list),
    })];
  }
  return [curveChart(model, id, part.title, part.healthy, list, {
    axis: part.axis ?? part.scalar,
    log: spread(list) > 100,
    predicted: part.predicted,
    chart: { small: true, height: 250, meaning: part.meaning },
  })];
}
