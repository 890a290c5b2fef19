"use strict";

// Galleries: the first picture, one that the reader chooses, and the latest. As sources of images
// pictures can run no script and load nothing.

function galleryChart(gallery, id, words) {
  const { pictures, seen, tooLarge } = gallery;
  const between = pictures.length > 2 ? "the first, the latest, and some between them at even distances" : "the first and the latest";
  const kept = [
    seen > pictures.length ? `Of ${thousands(seen)} pictures ${pictures.length} are kept here: ${between}.` : "",
    tooLarge ? `Pictures of more than 2 million characters that are not kept: ${thousands(tooLarge)}.` : "",
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

// Panels stay when the pictures change, so that the reader can go on dragging the slider.
function gallery(chart) {
  const slider = element("input", { type: "range", min: "1", step: "1", "aria-label": "Choose the picture between the first and the latest" });
  const [first, middle, now] = [panel(), panel(slider), panel()];
  const kept = element("p", { class: "note" });
  const box = element("div", { class: "gallery", id: chart.id },
    element("div", { class: "panels" }, first.node, middle.node, now.node), kept);
  let wish;
  box.chart = chart;
  box.update = () => {
    const { pictures, name } = box.chart;
    const last = pictures.length - 1;
    const chosen = last > 1 ? nearest(pictures, wish ?? (pictures[0].step + pictures[last].step) / 2) : -1;
    first.show(last > 0 ? pictures[0] : undefined, name, "first, ");
    middle.show(pictures[chosen], name, "");
    now.show(pictures[last], name, "now, ");
    kept.textContent = box.chart.kept;
    slider.hidden = last < 3;
    slider.max = String(Math.max(1, last - 1));
    slider.value = String(chosen);
    slider.setAttribute("aria-valuetext", chosen < 0 ? "" : `step ${thousands(pictures[chosen].step)}`);
  };
  slider.addEventListener("input", () => {
    wish = box.chart.pictures[Number(slider.value)].step;
    box.update();
  });
  box.update();
  return box;
}

function panel(control = "") {
  const title = element("b");
  const image = element("img");
  const caption = element("p", { class: "note" });
  const node = element("div", { class: "panel" }, element("p", {}, title), image, caption, control);
  const show = (picture, name, word) => {
    node.hidden = !picture;
    if (!picture) return;
    const step = `step ${thousands(picture.step)}`;
    const source = `data:image/svg+xml;base64,${picture.svg}`;
    title.textContent = word + step;
    image.alt = `${name} at ${step}: ${picture.caption}`;
    if (image.src !== source) image.src = source;
    caption.textContent = picture.caption;
  };
  return { node, show };
}
