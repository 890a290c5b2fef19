"use strict";

// Follows the run: while it goes on, the file is read again through a hidden frame, which works from
// a disk as well as from a server and leaves scroll position and open tables as they are. What
// pauses are measured by never goes back; the time of day, which may, only dates the first data.

const ANSWER_MILLIS = 15_000;

function follow(show, current) {
  const state = $("state");
  const button = $("follow");
  let paused = memory.get("paused") === "yes";
  let frame = null;
  let asked = 0;
  let reads = 0;
  let unanswered = 0;
  let answers = 0;
  let text = $("data").textContent;
  const { word } = $("data").dataset;

  const sinceRenewed = () => Math.max(0, Date.now() - current().renewed);
  let answered = performance.now();
  let seen = answered;
  let ageSeen = sinceRenewed();

  const age = () => ageSeen + performance.now() - seen;
  const stale = () => {
    const { everyMillis, paceMillis } = current();
    return age() > Math.max(60_000, 5 * everyMillis, 10 * paceMillis);
  };

  function say() {
    const data = current();
    button.hidden = data.ended;
    button.textContent = paused ? "Follow the run" : "Pause following";
    button.setAttribute("aria-pressed", String(paused));
    let kind;
    let words;
    if (data.ended) [kind, words] = ["ended", `The run has ended. Last written ${new Date(data.renewed).toLocaleString()}.`];
    else if (unanswered > 2) [kind, words] = ["stale", "The page could not read its file again: reload it to see more."];
    else if (stale()) [kind, words] = ["stale", `Not renewed for ${duration(age())}: the program has stopped without ending the run, or a step takes very long.`];
    else [kind, words] = ["running", `The run is going on. Renewed ${duration(age())} ago${paused ? "; paused here" : ""}.`];
    state.className = kind;
    if (state.textContent !== words) state.textContent = words;
  }

  function close() {
    frame?.remove();
    frame = null;
  }

  function ask() {
    const now = performance.now();
    if (frame && now - asked > ANSWER_MILLIS) {
      unanswered++;
      close();
    }
    const { ended, everyMillis } = current();
    const pause = stale() && answers ? 30_000 : Math.max(2000, everyMillis);
    if (ended || paused || document.hidden || frame || unanswered > 2 || now - asked < pause) return;
    asked = now;
    frame = element("iframe", { hidden: true, title: "new data", "aria-hidden": "true" });
    // The query keeps servers' and browsers' caches out of it.
    frame.src = `${location.href.replace(/[?#].*$/, "")}?${Date.now()}-${reads++}#data-${word}`;
    document.body.append(frame);
  }

  const isOurs = ({ source, origin, data }) =>
    frame && source === frame.contentWindow && data?.word === word && typeof data.report === "string"
    && (location.protocol === "file:" || origin === location.origin);

  window.addEventListener("message", (event) => {
    if (!isOurs(event)) return;
    close();
    unanswered = 0;
    const before = answered;
    answered = performance.now();
    answers++;
    state.dataset.read = String(answers);
    if (event.data.report !== text) {
      text = event.data.report;
      show(JSON.parse(text));
      // It is not older than the answer before, whatever the clocks of two machines say.
      seen = answered;
      ageSeen = Math.min(sinceRenewed(), answered - before);
    }
    say();
  });
  button.addEventListener("click", () => {
    paused = !paused;
    memory.set("paused", paused ? "yes" : "no");
    unanswered = 0;
    say();
    ask();
  });
  say();
  if (!current().ended) {
    asked = performance.now();
    const timer = setInterval(() => {
      ask();
      say();
      if (current().ended) clearInterval(timer);
    }, 1000);
  }
}
