// The desk's page with scripts: Kazakh letters go into the field, the field keeps the focus, the page follows the desk.
"use strict";
{
  const form = document.querySelector("form");
  const field = form.querySelector(".scan-field");
  for (const letter of form.querySelectorAll(".letter")) {
    letter.addEventListener("click", () => {
      field.setRangeText(letter.dataset.letter, field.selectionStart, field.selectionEnd, "end");
      field.focus();
    });
  }
  // A scanner types faster than any hand: what comes at once was scanned.
  let begun = 0;
  if (field) {
    field.addEventListener("keydown", (event) => {
      if (field.value === "") begun = event.timeStamp;
      if (event.key === "Enter") {
        event.preventDefault();
        send(event.timeStamp - begun < 30 * Math.max(1, field.value.length) ? "scan" : "find");
      }
    });
    document.addEventListener("click", (event) => { if (!event.target.closest("button, input")) field.focus(); });
  }
  function send(what) {
    const button = document.createElement("button");
    button.name = "do";
    button.value = what;
    button.hidden = true;
    form.append(button);
    form.requestSubmit(button);
  }
  // What changed elsewhere, figures and clock, is exchanged beside the field: what is being typed or scanned stays.
  let shown = form.dataset.number;
  async function follow() {
    for (;;) {
      try {
        const answer = await fetch("/state?since=" + shown, { cache: "no-store" });
        const number = await answer.text();
        if (answer.ok && number !== shown) await renew(number);
      } catch {
        await new Promise((done) => setTimeout(done, 1000));
      }
    }
  }
  async function renew(number) {
    const page = await (await fetch("/", { cache: "no-store" })).text();
    const made = new DOMParser().parseFromString(page, "text/html").querySelector("form");
    if (made.dataset.screen !== form.dataset.screen || made.querySelector("main").innerHTML !== around("main").innerHTML) {
      location.replace("/");
      await new Promise(() => {});
    }
    for (const part of [".bar", ".foot", ".acts"]) around(part).replaceWith(made.querySelector(part));
    shown = number;
  }
  function around(part) {
    return form.querySelector(part);
  }
  follow();
}
