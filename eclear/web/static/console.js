/* The class console: 1 to 6 go to the verbs, arrows go from seat to seat. Loaded only where keys are switched on. */
(() => {
  "use strict";
  const writing = (element) => element.closest("input, textarea, select, [contenteditable]");

  function verb(key) {
    const found = document.querySelector(`[data-verb="${key}"]`);
    if (!found) return false;
    found.focus();
    if (found.tagName === "A") found.click();
    return true;
  }

  function seat(key) {
    const all = [...document.querySelectorAll(".ec-seats a")];
    const at = all.indexOf(document.activeElement);
    if (at < 0) {
      all[0]?.focus();
      return all.length > 0;
    }
    const top = all[0].getBoundingClientRect().top;
    const across = all.filter((one) => one.getBoundingClientRect().top === top).length || 1;
    const ahead = document.documentElement.dir === "rtl" ? -1 : 1;
    const by = { ArrowRight: ahead, ArrowLeft: -ahead, ArrowDown: across, ArrowUp: -across }[key];
    all[at + by]?.focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    let done = false;
    if (/^[1-6]$/.test(event.key)) done = verb(event.key);
    else if (event.key.startsWith("Arrow") && (event.key === "ArrowLeft" || event.key === "ArrowRight" || event.target.closest(".ec-seats"))) done = seat(event.key);
    if (done) event.preventDefault();
  });

  document.getElementById("panel")?.querySelector("input:not([type=hidden]), textarea, select, button")?.focus();
})();
