// The desk's page with scripts: Kazakh letters go into the field, the field keeps the focus, the page follows the desk.
"use strict";
{
  const form = document.querySelector("form");
  let sent = false; // what was asked for is on its way: nothing may take its place
  let begun = 0;

  const field = () => form.querySelector(".scan-field");

  let typing = null; // where a letter goes on screens without the field
  const noted = (element) => { if (element?.matches(".typed input")) typing = element; };
  form.addEventListener("focusin", (event) => noted(event.target));
  noted(document.activeElement); // who was quick has begun to type before this script came

  form.addEventListener("submit", () => { sent = true; });

  document.addEventListener("click", (event) => {
    const letter = event.target.closest(".letter");
    const input = field() ?? typing;
    if (letter && input) input.setRangeText(letter.dataset.letter, input.selectionStart, input.selectionEnd, "end");
    if (letter || !event.target.closest("button, input")) input?.focus();
  });

  // A scanner types faster than any hand: what comes at once was scanned.
  form.addEventListener("keydown", (event) => {
    const input = field();
    if (event.target !== input) return;
    if (input.value === "") begun = event.timeStamp;
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (!sent) send(event.timeStamp - begun < 30 * Math.max(1, input.value.length) ? "scan" : "find");
  });

  function send(what) {
    const button = document.createElement("button");
    button.name = "do";
    button.value = what;
    button.hidden = true;
    form.append(button);
    form.requestSubmit(button);
  }

  // What changed is exchanged in the page that stands: what is being typed or scanned stays, and no key is lost.
  let shown = form.dataset.number;
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
    if (sent) return;
    if (made.dataset.screen === form.dataset.screen) exchange(made, changed(made, ["main", ".bar", ".foot", ".acts"]));
    else exchangeAll(fresh, made);
    shown = form.dataset.number = made.dataset.number;
  }

  function changed(made, parts) {
    return parts.filter((part) => made.querySelector(part).innerHTML !== form.querySelector(part).innerHTML);
  }

  function exchange(made, parts) {
    for (const part of parts) {
      const old = form.querySelector(part);
      const fresh = made.querySelector(part);
      const focused = old.contains(document.activeElement) ? document.activeElement : null;
      // A field in which something is being typed stays itself.
      for (const input of old.querySelectorAll("input:not([type=radio])")) {
        fresh.querySelector(`input[name="${input.name}"]`)?.replaceWith(input);
      }
      old.replaceWith(fresh);
      focused?.focus();
    }
  }

  function exchangeAll(fresh, made) {
    const typed = field()?.value ?? "";
    document.documentElement.lang = fresh.documentElement.lang;
    document.title = fresh.title;
    form.className = made.className;
    form.dataset.screen = made.dataset.screen;
    form.replaceChildren(...made.childNodes);
    if (field()) field().value = typed;
    form.querySelector("[autofocus]")?.focus();
  }

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace("/"); // a page out of the browser's memory is another voter's
  });

  follow();
}
