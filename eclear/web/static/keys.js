/* Keys: what can be done by pointer can be done by key. Loaded only where keys are switched on. */
(() => {
  "use strict";
  const writing = (element) => element.closest("input, textarea, select, [contenteditable]");
  let finding = -1;

  function step(by) {
    const all = [...document.querySelectorAll(".ec-finding[tabindex]")];
    if (!all.length) return;
    finding = (finding + by + all.length) % all.length;
    all[finding].focus();
  }

  function verb(letter) {
    const found = document.querySelector(`[data-key="${letter}"]`);
    if (!found) return false;
    for (let outer = found.parentElement.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
    if (found.tagName === "DETAILS") {
      found.open = true;
      found.querySelector("input:not([type=hidden]), select, textarea").focus();
    } else {
      found.focus();
    }
    return true;
  }

  function row(by) {
    const all = [...document.querySelectorAll("table[data-rows] tbody a")];
    if (!all.length) return false;
    const at = all.indexOf(document.activeElement);
    if (at < 0 && by < 0) return false;
    all[Math.min(Math.max(at + by, 0), all.length - 1)].focus();
    return true;
  }

  function switched(name, value) {
    const address = new URL(location.href);
    address.searchParams.set(name, value);
    location.assign(address);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const open = event.target.closest("details[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      }
      return;
    }
    if (writing(event.target)) return;
    const letter = event.key.length === 1 ? event.key.toUpperCase() : "";
    let done = true;
    if (event.key === "?") location.assign("/keyboard");
    else if (event.key === "/") document.querySelector("[role=search] input")?.focus();
    else if (letter === "V") switched("view", document.documentElement.dataset.view === "projector" ? "desk" : "projector");
    else if (letter === "J") step(1);
    else if (letter === "K") step(-1);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") done = row(event.key === "ArrowDown" ? 1 : -1);
    else done = "PQRIHSDCNA".includes(letter) && letter !== "" && verb(letter);
    if (done) event.preventDefault();
  });
})();
