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
  const shown = form.dataset.number;
  async function follow() {
    for (;;) {
      try {
        const answer = await fetch("/state?since=" + shown, { cache: "no-store" });
        const number = await answer.text();
        const typing = (field && field.value !== "") || document.querySelector(".pin input")?.value;
        if (answer.ok && number !== shown && !typing) { location.replace("/"); return; }
        if (typing) await new Promise((done) => setTimeout(done, 500));
      } catch {
        await new Promise((done) => setTimeout(done, 1000));
      }
    }
  }
  follow();
}
