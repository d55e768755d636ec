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
      const focused = made.dataset.screen === form.dataset.screen ? keep(form, made) : "";
      form.className = made.className;
      form.dataset.screen = made.dataset.screen;
      form.replaceChildren(...made.childNodes);
      focus(form, focused);
    }
    document.documentElement.lang = fresh.documentElement.lang;
    served = now;
    shown = form.dataset.number = made.dataset.number;
  }

  function exchange(old, fresh) {
    const focused = keep(old, fresh);
    old.replaceWith(fresh);
    focus(fresh, focused);
  }

  // Fields of what is exchanged keep what was typed and chosen. Whoever was chosen and is not there any more leaves
  // nobody chosen, and a PIN that was typed for that person is forgotten. Returns where the focus was, as a selector.
  function keep(old, fresh) {
    const gone = new Set();
    for (const was of old.querySelectorAll("input:not([type=hidden]), textarea, select")) {
      const same = [...fresh.querySelectorAll(was.localName)].find((one) =>
        one.name === was.name && one.type === was.type && (!/radio|checkbox/.test(one.type) || one.value === was.value));
      if (same) {
        same.value = was.value;
        if ("checked" in was) same.checked = was.checked;
      } else if (was.type === "radio" && was.checked) {
        gone.add(was.name);
      }
    }
    for (const name of gone) {
      for (const one of fresh.querySelectorAll(`input[name="${CSS.escape(name)}"]`)) one.checked = false;
      for (const pin of fresh.querySelectorAll("input[type=password]")) pin.value = "";
    }
    const at = old.contains(document.activeElement) ? document.activeElement : null;
    if (!at?.name) return "";
    const one = /radio|checkbox|submit/.test(at.type) ? `[value="${CSS.escape(at.value)}"]` : "";
    return `[name="${CSS.escape(at.name)}"]${one}`;
  }

  function focus(within, field) {
    if (field) within.querySelector(field)?.focus();
  }

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace("/"); // a page out of the browser's memory is another's
  });

  follow();
}
