"use strict";

// What was measured, as the page needs it: numbers instead of JSON's strings for NaN, places in the
// order of the network, names short enough for an axis.

// The series of the library, by the names of their constants, as the library itself hands them over.
const VOCABULARY = JSON.parse(document.getElementById("vocabulary").textContent);
const ABOUT = new Map(Object.values(VOCABULARY).map((series) => [series.name, series]));
const SERIES = new Proxy(VOCABULARY, {
  get(known, id) {
    if (!Object.hasOwn(known, id)) throw new Error(`The library has no series ${id}.`);
    return known[id].name;
  },
});
// One of several series that a number tells apart.
const numbered = (name, k) => `${name} ${k}`;
const QUARTILES = [1, 2, 3].map((q) => numbered(SERIES.GRADIENT_QUARTILE, q));

class Model {
  constructor(data) {
    this.data = data;
    this.layers = data.layers;
    this.order = new Map(data.layers.map((layer, i) => [layer.name, i]));
    // With its number in front the last part of a name is enough on an axis.
    this.labels = data.layers.map((layer) => layer.name.split("/").pop());
    this.series = data.series.map((s) => ({
      ...s,
      steps: data.axes[s.axis],
      values: s.values.map(Number),
      least: s.least && s.least.map(Number),
      largest: s.largest && s.largest.map(Number),
      expected: s.expected === undefined ? NaN : Number(s.expected),
    }));
    this.spectra = data.spectra
      .filter((s) => s.ranks.length)
      .map((s) => ({ ...s, ranks: s.ranks.map((r) => ({ ...r, steps: data.axes[r.axis], values: r.values.map(Number) })) }));
    this.galleries = data.galleries;
    const measured = [...this.series, ...this.spectra.map((s) => s.ranks[0])];
    const steps = measured.flatMap((s) => [s.steps[0], s.steps[s.steps.length - 1]]);
    steps.push(...this.galleries.flatMap((g) => g.pictures.map((p) => p.step)));
    const alarms = data.alarms.flatMap((alarm) => alarm.steps);
    this.first = Math.min(...steps, ...alarms, Math.max(0, data.step));
    this.last = Math.max(...steps, ...alarms, data.step);
  }

  // All series of a name at layers (or at the places of another scope), in the order of the network.
  of(name, scope = "layer") {
    return this.series
      .filter((s) => s.name === name && s.scope === scope)
      .sort((a, b) => this.rank(a.place) - this.rank(b.place));
  }

  // By layers if it was measured there, otherwise by parameters.
  byPlace(name) {
    const layers = this.of(name);
    return layers.length ? layers : this.of(name, "parameter");
  }

  at(name, place) {
    return this.series.find((s) => s.name === name && s.scope === "layer" && s.place === place);
  }

  names() {
    return [...new Set(this.series.map((s) => s.name))];
  }

  rank(place) {
    if (this.order.has(place)) return this.order.get(place);
    const owner = this.layers.findIndex((layer) => place.startsWith(layer.name + "/"));
    return owner < 0 ? this.layers.length : owner;
  }

  label(place) {
    if (place === "") return "whole network";
    const i = this.order.get(place);
    if (i !== undefined) return `${i + 1} ${this.labels[i]}`;
    const owner = this.rank(place);
    return owner < this.layers.length
      ? `${owner + 1} ${this.labels[owner]}/${place.slice(this.layers[owner].name.length + 1)}`
      : place;
  }
}

// What a curve is called: its place, unless it has a name of its own.
const nameOf = (model, s) => s.label ?? model.label(s.place);

const latest = (s) => (s ? s.values[s.values.length - 1] : undefined);

const thousands = (n) => Math.round(n).toLocaleString("en");

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function power(exponent) {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (d) => SUPERSCRIPTS[d]);
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

// A number for people: three digits, powers of ten where there would be many zeros.
function number(value) {
  if (value === undefined || value === null) return "–";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  let text;
  if (Number.isInteger(value) && size < 1e6) text = size.toLocaleString("en");
  else if (size >= 1e-3 && size < 1e5) text = String(Number(size.toPrecision(3)));
  else {
    const [mantissa, exponent] = size.toExponential(1).split("e");
    text = `${Number(mantissa)}\u202f·\u202f${power(Number(exponent))}`;
  }
  return (value < 0 ? "−" : "") + text;
}

const percent = (share) =>
  Number.isFinite(share)
    ? `${share > 0 && share < 0.001 ? "< 0.1" : Number((100 * share).toPrecision(3))} %`
    : number(share);

function duration(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

const escaped = (text) =>
  String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
