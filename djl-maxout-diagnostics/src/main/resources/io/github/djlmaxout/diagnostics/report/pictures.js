"use strict";

// Galleries: the first picture, one that the reader chooses, and the latest. As sources of images
// pictures can run no script and load nothing.

function galleryChart(gallery, id, words) {
  const { pictures, seen, tooLarge } = gallery;
  const kept = [
    seen > pictures.length ? `${thousands(pictures.length)} of ${thousands(seen)} pictures are kept here: the first, the latest, and some between them at even distances.` : "",
    tooLarge ? `${thousands(tooLarge)} pictures of more than a million characters are not kept.` : "",
  ];
  return chart(id, words.title, words.healthy ?? "", {
    pictures,
    name: gallery.name,
    meaning: words.meaning,
    height: 0,
    kept: kept.filter(Boolean).join(" "),
    table: () => ({ head: ["step", "what it shows"], rows: pictures.map((p) => [thousands(p.step), p.caption]) }),
  });
}

// The picture that lies nearest to a step, the first and the latest left out.
function nearest(pictures, step) {
  const between = pictures.slice(1, -1);
  const distance = (p) => Math.abs(p.step - step);
  return 1 + between.reduce((best, p, i) => (distance(p) < distance(between[best]) ? i : best), 0);
}

function gallery(chart) {
  const box = element("div", { class: "gallery", id: chart.id });
  const panels = element("div", { class: "panels" });
  const slider = element("input", { type: "range", id: `${chart.id}-slider`, min: "1", step: "1" });
  const control = element("label", { class: "slider", for: slider.id }, "Choose the picture in the middle: ", slider);
  const kept = element("p", { class: "note" });
  let wish;
  box.chart = chart;
  box.update = () => {
    const { pictures, name } = box.chart;
    const last = pictures.length - 1;
    const chosen = last > 1 ? nearest(pictures, wish ?? (pictures[0].step + pictures[last].step) / 2) : 0;
    const shown = [...new Set([0, chosen, last])].filter((i) => i >= 0 && i <= last);
    panels.replaceChildren(...shown.map((i) => panel(pictures[i], name, i === last ? "now, " : i === 0 ? "first, " : "")));
    kept.textContent = box.chart.kept;
    control.hidden = last < 3;
    slider.max = String(Math.max(1, last - 1));
    slider.value = String(chosen);
    slider.setAttribute("aria-valuetext", last < 0 ? "" : `step ${thousands(pictures[chosen].step)}`);
  };
  slider.addEventListener("input", () => {
    wish = box.chart.pictures[Number(slider.value)].step;
    box.update();
  });
  box.append(panels, control, kept);
  box.update();
  return box;
}

function panel(picture, name, word) {
  return element("div", { class: "panel" },
    element("p", {}, element("b", {}, `${word}step ${thousands(picture.step)}`)),
    element("img", { src: `data:image/svg+xml;base64,${picture.svg}`, alt: `${name} at step ${thousands(picture.step)}: ${picture.caption}` }),
    element("p", { class: "note" }, picture.caption));
}
