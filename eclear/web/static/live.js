/* The live word beside the parts that update themselves: it says whether they do, and since when they do not. */
(() => {
  "use strict";
  const SILENT = 60000;
  let contact = Date.now();
  let paused = false;

  const word = () => document.getElementById("live-word");
  const clock = (at) => new Date(at).toTimeString().slice(0, 8);

  function say(isPaused) {
    const place = word();
    if (!place) return;
    paused = isPaused;
    place.hidden = false;
    place.classList.toggle("ec-live--stale", isPaused);
    const text = isPaused ? place.dataset.paused.replace("{time}", clock(contact)) : place.dataset.live;
    if (place.textContent !== text) place.textContent = text;
  }

  function heard() {
    contact = Date.now();
    say(false);
  }

  for (const name of ["htmx:sse:after:connection", "htmx:sse:before:message", "tick"]) document.addEventListener(name, heard);
  for (const name of ["htmx:sse:error", "htmx:sse:close"]) document.addEventListener(name, () => say(true));
  document.addEventListener("visibilitychange", () => { if (document.hidden) say(true); });
  setInterval(() => { if (!paused && Date.now() - contact > SILENT) say(true); }, 5000);
})();
