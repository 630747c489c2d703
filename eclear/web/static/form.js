/* The form of a declaration: it is saved when somebody leaves a field, and what was found is shown then, never while he
   types. Without this script every button saves, and the same is shown after it. No field is ever replaced: only what is
   said about it. It fetches the page that the button "Save draft" leads to, so that there is one way to draw it. */
(() => {
  "use strict";
  const form = document.getElementById("draft");
  if (!form) return;
  const saved = document.getElementById("saved");
  const PARTS = ["steps", "so-far", "general", "saved"];
  let changed = false;
  let saving = null;

  function taken(page) {
    for (const id of PARTS) {
      const [now, then] = [document.getElementById(id), page.getElementById(id)];
      if (now && then && now.innerHTML !== then.innerHTML && !now.contains(document.activeElement)) now.innerHTML = then.innerHTML;
    }
    document.getElementById("version").value = page.getElementById("version").value;
    for (const field of form.querySelectorAll(".ec-field")) {
      const then = page.getElementById(field.id);
      if (!then) continue;
      field.className = then.className;
      const [said, told] = [field.querySelector(".ec-found-here"), then.querySelector(".ec-found-here")];
      if (said.innerHTML !== told.innerHTML) said.innerHTML = told.innerHTML;
      const [input, asked] = [field.querySelector("input, select, textarea"), then.querySelector("input, select, textarea")];
      input.className = asked.className;
      if (asked.hasAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    const errors = form.querySelectorAll("[aria-invalid]").length;
    const summary = document.getElementById("summary");
    if (!errors && !summary.contains(document.activeElement)) summary.textContent = "";
  }

  async function save() {
    changed = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "x-form": "1" } });
      if (!answer.ok) throw new Error(answer.status);
      taken(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      saved.textContent = saved.dataset.failed;
    }
  }

  async function soon() {
    changed = true;
    if (saving) return;
    saving = (async () => {
      await new Promise((go) => setTimeout(go, 120)); /* a button that was pressed to leave the field comes first */
      while (changed) await save();
    })();
    await saving;
    saving = null;
  }

  form.addEventListener("change", soon);
  form.addEventListener("submit", async (event) => {
    if (form.dataset.sent) return event.preventDefault(); /* pressed twice */
    form.dataset.sent = "1";
    changed = false;
    if (!saving) return;
    event.preventDefault(); /* what is being saved now must be saved first, or it would be another window's */
    const button = event.submitter;
    await saving;
    delete form.dataset.sent;
    form.requestSubmit(button);
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });

  /* Help: only that of the field in focus. */
  const help = document.querySelector("#help details");
  const helps = help ? [...help.querySelectorAll("[data-help]")] : [];
  if (help) {
    const all = help.querySelector("summary");
    document.addEventListener("focusin", (event) => {
      const id = event.target.id.replace(/-unit$/, "");
      if (!helps.some((one) => one.dataset.help === id)) return;
      for (const one of helps) one.hidden = one.dataset.help !== id;
      help.open = true;
      all.hidden = true;
    });
  }
  const first = form.querySelector("[autofocus]");
  if (first) { first.blur(); first.focus(); }
})();
