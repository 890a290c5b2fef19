"use strict";

// The sections of what is measured by derivatives of the network itself: what they hold, in order,
// and what each measurement means. A section is shown if anything in it was measured.

const DEEPER = [
  {
    id: "kernel",
    title: "Neural tangent kernel",
    intro: "The kernel says how much a step on one example moves the output for another. Gradient descent learns what lies along its large eigenvalues quickly, and what lies along its small ones slowly or never.",
    parts: [
      { spectrum: "kernel eigenvalue", title: "Eigenvalues of the kernel over the steps", positive: true,
        axis: "eigenvalue (powers of ten)",
        meaning: "Each curve is one eigenvalue: the speed at which the error along one pattern of the data falls.",
        healthy: "all curves level off; while they move the network still changes what it can learn. Curves that fall by powers of ten are patterns that it will no longer learn.",
        rankTitle: "All eigenvalues of the kernel, in descending order",
        rankMeaning: "The steeper the fall, the fewer patterns are learnt at a useful speed. A cliff at the right end means that the examples behind it cannot be told apart." },
      { scalar: "kernel trace", title: "Trace", meaning: "The sum of all eigenvalues: how fast the network learns on the whole. Dashed: an infinitely wide network at the start.",
        healthy: "near the prediction at the first step, the nearer the wider the network." },
      { scalar: "kernel condition number", title: "Condition number", meaning: "The largest eigenvalue over the smallest: how many times longer the slowest pattern takes than the fastest.",
        healthy: "small, and not rising by powers of ten." },
      { scalar: "kernel effective rank", title: "Effective rank", meaning: "How many eigenvalues carry the kernel in effect. Near 1 the network treats all examples alike.",
        healthy: "well above 1; it may fall as the kernel turns towards the labels." },
      { scalar: "kernel alignment", title: "Alignment with the labels", meaning: "How well the kernel puts examples of one label together: 1 is perfect, 0 is not at all.",
        healthy: "rises while the network learns features, then levels off." },
      { scalar: "kernel drift", title: "Drift from the start", meaning: "How far the kernel is from the one before training, relative to its size. Near 0 the network learns with the features it began with; near 1 and above it has made its own.",
        healthy: "rises at first, then levels off." },
      { scalar: "kernel distance to infinite width", title: "Distance to infinite width", meaning: "How far the kernel is from that of an infinitely wide network at the start, relative to its size.",
        healthy: "small at the first step: the predictions of infinite width then hold for this network." },
    ],
  },
  {
    id: "curvature",
    title: "Curvature of the loss",
    intro: "The Hessian says how the slope of the loss changes as the weights move. Gradient descent is stable where its largest eigenvalue is below 2 / learning rate; beyond it, steps overshoot.",
    parts: [
      { spectrum: "hessian eigenvalue", title: "Largest eigenvalues of the Hessian over the steps",
        axis: "eigenvalue",
        meaning: "The curvature along the steepest directions. Often there are as many large ones as classes.",
        healthy: "they rise at first and then stay; a jump upwards often comes just before a jump of the loss." },
      { scalar: "sharpness", title: "Sharpness", meaning: "The largest eigenvalue of the Hessian.",
        healthy: "settles near or below 2 / learning rate." },
      { scalar: "hessian trace", title: "Trace of the Hessian", meaning: "The sum of all curvatures: how much the loss rises for a random small change of the weights.",
        healthy: "levels off." },
      { scalar: "hessian trace", scope: "layer", title: "Trace of the Hessian by layer", meaning: "Which layers bend the loss most.",
        healthy: "of similar size in all layers, or changing evenly from one to the next." },
      { scalar: "hessian norm", scope: "layer", title: "Hessian norm by layer", meaning: "The Frobenius norm of each layer's own block of the Hessian: all its curvatures, whatever their sign.",
        healthy: "of similar size in all layers: then one learning rate suits them all." },
    ],
  },
  {
    id: "jacobians",
    title: "Jacobian from input to output",
    intro: "The Jacobian says how much a small change of the input moves what comes behind each layer. u is a random direction of length 1, J the Jacobian; the mean of ‖J u‖² over many u is its gain.",
    parts: [
      { profile: "jacobian growth", title: "Gain from layer to layer, against the prediction", axis: "mean of ‖J u‖² behind the layer",
        meaning: "How much of a change of the input is left behind each layer.",
        healthy: "at the first step the measured line lies on the predicted one, and neither climbs nor falls by powers of ten from left to right." },
      { spectrum: "jacobian singular value", small: true, positive: true, title: "Singular values", axis: "singular value (powers of ten)",
        meaning: "The factors by which the network stretches the input along its main directions. Small ones are directions that it does not see.",
        healthy: "none is far above 1, where small noise in the input becomes a large change of the output.",
        rankMeaning: "The flatter the curve, the more directions of the input the network makes use of." },
      { scalar: "jacobian norm", title: "Gain of the whole network", axis: "mean of ‖J u‖²", meaning: "How much a random small change of the input moves the output. Dashed: what theory expects at the start.",
        healthy: "near the prediction at the first step, then changing slowly." },
      { scalar: "jacobian growth", scope: "layer", title: "Gain of each layer over the steps", axis: "mean of ‖J u‖²", meaning: "The same as from layer to layer, at every step at which it was measured.",
        healthy: "the curves stay together." },
    ],
  },
  {
    id: "noise",
    title: "Gradient noise",
    intro: "Each example of a batch has a gradient of its own. Where they agree one step serves them all; where they do not, the batch's gradient is mostly noise.",
    parts: [
      { scalar: "gradient noise scale", title: "Noise scale", meaning: "About the number of examples in a batch above which larger batches hardly help, and below which they save steps.",
        healthy: "grows as training goes on. Far above the batch size: steps are noisy; far below: the batch could be smaller." },
      { scalar: "gradient signal to noise", title: "Signal to noise", meaning: "The size of the mean gradient against the spread of the examples' gradients.",
        healthy: "falls as training goes on. Near 0 the steps are nearly random: larger batches or a smaller learning rate help." },
      { scalar: "gradient noise scale", scope: "layer", title: "Noise scale by layer", meaning: "The same for the gradient of each layer.", healthy: "of similar size in all layers." },
      { scalar: "gradient signal to noise", scope: "layer", title: "Signal to noise by layer", meaning: "The same for the gradient of each layer.", healthy: "no layer far below the others: it would learn from noise." },
    ],
  },
  {
    id: "rank",
    title: "Rank of the parameters",
    intro: "How many independent ways the network has, at its present weights, to change what it says of the examples.",
    parts: [
      { scalar: "jacobian rank", title: "Rank of the Jacobian from parameters to outputs", predicted: "largest possible",
        meaning: "Dashed: the largest rank possible, with as many examples and parameters as there are. At it the network can fit any labels of these examples.",
        healthy: "at the dashed line or near it, if the network is to fit all examples." },
    ],
  },
  {
    id: "regions",
    title: "Linear regions",
    intro: "A network of maxout or ReLU units is linear in each of many regions of its input. Here they are counted on a plane through three examples.",
    parts: [
      { pictures: "linear regions", title: "The regions before, during and after training",
        meaning: "Each patch is a region in which the network is one linear function. Many small patches near the examples mean that the network has bent itself to them." },
      { scalar: "linear regions", title: "Number of regions", meaning: "How many linear pieces the plane is cut into.",
        healthy: "stays of the same order of magnitude; training moves regions more than it makes new ones." },
      { scalar: "boundary length", title: "Length of the decision boundary", meaning: "How long the line between the classes is on the plane. A long, ragged one often means overfitting.",
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
