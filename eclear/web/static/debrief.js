/* The replay of a debrief: the scrub bar steps from moment to moment, by pointer or arrow keys; without it the list tells all. */
(() => {
  "use strict";
  const scrub = document.getElementById("scrub"), lines = document.querySelectorAll("#replay-lines > li");
  if (!scrub || !lines.length) return;
  const said = document.getElementById("replay-said"), play = document.getElementById("replay-play");
  const picture = document.getElementById("replay-picture"), spots = [...picture.querySelectorAll("[data-step]")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let timer = 0;

  function show(scroll) {
    const now = Number(scrub.value), line = lines[now];
    const [at, what] = [line.querySelector("time").textContent, line.querySelector("span b").textContent];
    const more = line.querySelector("small");
    const time = document.createElement("b");
    time.textContent = at;
    said.replaceChildren(time, ` ${what}${more ? `. ${more.textContent}` : ""}`);
    scrub.setAttribute("aria-valuetext", `${at} ${what}`);
    let last = null;
    for (const spot of spots) {
      const here = Number(spot.dataset.step) <= now;
      spot.classList.toggle("is-later", !here);
      if (here) last = spot;
    }
    if (scroll && last) {
      const region = picture.parentElement, box = last.getBoundingClientRect(), frame = region.getBoundingClientRect();
      region.scrollBy({ left: box.left + box.width / 2 - frame.left - frame.width / 2, behavior: calm.matches ? "auto" : "smooth" });
    }
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    play.textContent = play.dataset.play;
  }

  function step() {
    if (Number(scrub.value) >= Number(scrub.max)) { stop(); return; }
    scrub.value = Number(scrub.value) + 1;
    show(true);
  }

  scrub.addEventListener("input", () => { stop(); show(true); });
  play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    if (Number(scrub.value) >= Number(scrub.max)) { scrub.value = 0; show(true); }
    play.textContent = play.dataset.stop;
    timer = setInterval(step, 1200);
  });
  picture.parentElement.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || event.target !== picture.parentElement) return;
    event.preventDefault();
    stop();
    scrub.value = Number(scrub.value) + by;
    show(true);
  });
  document.getElementById("replay-scrub").hidden = play.hidden = false;
  document.getElementById("replay-list").open = false;
  show(false);
})();
