/* The selectivity lab: a slider says its value while it is moved. A page that waits, there or elsewhere, counts. */
(() => {
  "use strict";
  for (const slider of document.querySelectorAll(".ec-slider input[type=range]")) {
    const said = slider.parentElement.querySelector("output span");
    slider.addEventListener("input", () => { said.textContent = Number(slider.value).toLocaleString("en"); });
  }

  const wait = document.getElementById("lab-wait");
  if (!wait) return;
  const said = document.getElementById("lab-said"), bar = document.getElementById("lab-done");
  async function look() {
    try {
      const answer = await fetch((wait.dataset.progress || "/lab/progress") + location.search, { headers: { accept: "application/json" } });
      const told = await answer.json();
      if (told.ready) { location.reload(); return; }
      if (told.total) { bar.max = told.total; bar.value = told.done; }
      if (told.said && said.textContent !== told.said) said.textContent = told.said;
    } catch { /* the link "Refresh" is there for whoever waits without us */ }
    setTimeout(look, 2000);
  }
  setTimeout(look, 1000);
})();
