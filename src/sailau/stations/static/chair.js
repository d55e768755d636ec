// The chair's page with scripts: it follows the day. What changed is exchanged where it stands, part by part, so that
// what is being typed stays.
"use strict";
{
  const form = document.querySelector("form");
  const PARTS = [".bar", ".rail", ".tabs", ".told", ".typing", ".acts"];
  let sent = false; // what was asked for is on its way: nothing may take its place
  let shown = form.dataset.number;
  let served = written(form);

  form.addEventListener("submit", () => { sent = true; });

  function written(from) {
    return PARTS.map((part) => from.querySelector(part)?.outerHTML ?? "");
  }

  async function follow() {
    while (!sent) {
      try {
        const answer = await fetch("/state?since=" + shown, { cache: "no-store" });
        const number = await answer.text();
        if (answer.ok && number !== shown) await renew();
      } catch {
        await new Promise((done) => setTimeout(done, 1000));
      }
    }
  }

  async function renew() {
    const answer = await fetch("/", { cache: "no-store" });
    if (!answer.ok) throw new Error("not served");
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const made = fresh.querySelector("form");
    const now = written(made);
    if (sent) return;
    if (made.dataset.screen === form.dataset.screen && now.every((part, place) => !part === !served[place])) {
      PARTS.forEach((part, place) => {
        if (now[place] !== served[place]) exchange(form.querySelector(part), made.querySelector(part));
      });
      form.querySelector("main").className = made.querySelector("main").className;
    } else {
      document.documentElement.lang = fresh.documentElement.lang;
      form.className = made.className;
      form.dataset.screen = made.dataset.screen;
      form.replaceChildren(...made.childNodes);
    }
    served = now;
    shown = form.dataset.number = made.dataset.number;
  }

  // Fields in a part that is exchanged keep what was typed and chosen, and the focus.
  function exchange(old, fresh) {
    const focused = document.activeElement?.name;
    for (const was of old.querySelectorAll("input, textarea, select")) {
      const same = [...fresh.querySelectorAll(was.localName)].find((one) =>
        one.name === was.name && one.type === was.type && (!/radio|checkbox/.test(one.type) || one.value === was.value));
      if (!same) continue;
      same.value = was.value;
      if ("checked" in was) same.checked = was.checked;
    }
    const inside = old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (inside && focused) fresh.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
  }

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace("/"); // a page out of the browser's memory is another's
  });

  follow();
}
