"use strict";

// Follows the run: while it goes on, the file is read again through a hidden frame, which works from
// a disk as well as from a server and leaves scroll position and open tables as they are.

const ANSWER_MILLIS = 15_000;

function follow(show, current) {
  const state = $("state");
  const button = $("follow");
  let paused = memory.get("paused") === "yes";
  let frame = null;
  let asked = 0;
  let unanswered = 0;

  const age = () => Date.now() - current().renewed;
  const stale = () => {
    const { everyMillis, paceMillis } = current();
    return age() > Math.max(60_000, 5 * everyMillis, 10 * paceMillis);
  };

  function say() {
    const data = current();
    button.hidden = data.ended;
    button.textContent = paused ? "Follow the run" : "Pause following";
    button.setAttribute("aria-pressed", String(paused));
    let word;
    let text;
    if (data.ended) [word, text] = ["ended", `The run has ended. Last written ${new Date(data.renewed).toLocaleString()}.`];
    else if (unanswered > 2) [word, text] = ["stale", "This browser does not let the page read its file again: reload it to see more."];
    else if (stale()) [word, text] = ["stale", `Not renewed for ${duration(age())}: the program has stopped without ending the run, or a step takes very long.`];
    else [word, text] = ["running", `The run is going on. Renewed ${duration(age())} ago${paused ? "; paused here" : ""}.`];
    state.className = word;
    if (state.textContent !== text) state.textContent = text;
  }

  function close() {
    frame?.remove();
    frame = null;
  }

  function ask() {
    if (frame && Date.now() - asked > ANSWER_MILLIS) {
      unanswered++;
      close();
    }
    const { ended, everyMillis } = current();
    const pause = stale() ? 30_000 : Math.max(2000, everyMillis);
    if (ended || paused || document.hidden || frame || unanswered > 2 || Date.now() - asked < pause) return;
    asked = Date.now();
    frame = element("iframe", { hidden: true, title: "new data", "aria-hidden": "true" });
    // The query keeps servers' and browsers' caches out of it.
    frame.src = `${location.href.replace(/[?#].*$/, "")}?${asked}#data`;
    document.body.append(frame);
  }

  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || typeof event.data?.report !== "string") return;
    close();
    unanswered = 0;
    const data = JSON.parse(event.data.report);
    if (data.renewed !== current().renewed) show(data);
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
    asked = Date.now();
    const timer = setInterval(() => {
      ask();
      say();
      if (current().ended) clearInterval(timer);
    }, 1000);
  }
}
