// The kiosk's keys, two switches, and a look at whether something has changed. Everything is decided by the device:
// here a key only becomes the form that a touch would send. Without this file touch, Tab and Enter work.
//
//   down, up         to the next thing that can be touched, to the one before
//   Enter            take it
//   left, right      Back, Next
//   1, 2             the buttons 1 and 2
//   0                say it again
//   F1 or space      first of two switches: on to the next thing
//   F2 (or Enter)    second switch: take it
"use strict";
(() => {
  const form = document.forms[0];
  let place = form.elements.namedItem("place");
  const KEYS = {
    ArrowDown: ["walk:1", "keyboard"],
    ArrowUp: ["walk:-1", "keyboard"],
    ArrowLeft: ["back", "keyboard"],
    ArrowRight: ["next", "keyboard"],
    1: ["button-1", "keyboard"],
    2: ["button-2", "keyboard"],
    0: ["repeat", "keyboard"],
    F1: ["walk:1", "switch-one"],
    " ": ["walk:1", "switch-one"],
    F2: ["take", "switch-two"],
    Enter: ["take", "keyboard"],
  };
  let sent = false;
  let down = false;
  let changed = false;

  const field = (name, value) => {
    const made = document.createElement("input");
    made.type = "hidden";
    made.name = name;
    made.value = value;
    form.append(made);
  };

  const send = (value, by) => {
    if (sent) return;
    sent = true;
    field("do", value);
    field("by", by);
    form.submit();
  };

  // What the device, the card or the clock changed takes the place of what is shown, in the same page: a voter who
  // listens is not cut off in the middle of a word (sound.js).
  const ask = async () => {
    if (sent || down) return;
    const answer = await fetch("/", { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (sent || down) return;
    const shown = fresh.forms[0];
    const focused = document.activeElement?.closest("button")?.value;
    document.documentElement.className = fresh.documentElement.className;
    document.documentElement.lang = fresh.documentElement.lang;
    document.title = fresh.title;
    form.className = shown.className;
    form.dataset.screen = shown.dataset.screen;
    form.replaceChildren(...shown.childNodes);
    place = form.elements.namedItem("place");
    const same = [...form.querySelectorAll("button")].find((button) => button.value === focused);
    (form.querySelector("[data-focus]") ?? same ?? form.querySelector("[autofocus]"))?.focus();
    changed = false;
    document.dispatchEvent(new Event("shown"));
  };

  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    field("by", form.dataset.by === "keyboard" ? "keyboard" : "touch");
  });

  document.addEventListener("click", (event) => {
    form.dataset.by = event.detail === 0 ? "keyboard" : "touch";
  }, true);

  document.addEventListener("pointerdown", (event) => {
    down = true;
    if (event.target.closest("button")) return;
    const told = new URLSearchParams({ do: "beside", csrfmiddlewaretoken: form.elements.namedItem("csrfmiddlewaretoken").value });
    fetch("/", { method: "POST", body: told, keepalive: true }).catch(() => {});
  });

  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => {
      // The click follows the finger that is lifted: it goes first.
      setTimeout(() => {
        down = false;
        if (changed) ask().catch(gone);
      }, 60);
    });
  }

  for (const name of ["contextmenu", "dragstart", "selectstart"]) {
    document.addEventListener(name, (event) => event.preventDefault());
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" || event.key === "Shift") return;
    const focused = document.activeElement?.closest("button");
    if (event.key === "Enter" && focused && !event.repeat) return; // the browser presses it
    event.preventDefault();
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const known = KEYS[event.key];
    if (known) send(...known);
    else if (form.dataset.screen === "still-there") send("go-on", "keyboard");
  });

  const gone = () => {
    if (sent) return; // the page is being left
    // The device's program is gone: nothing of a voter may stand on the screen.
    document.body.replaceChildren();
  };

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace("/"); // a page out of the browser's memory is somebody else's
  });

  const watch = async () => {
    for (;;) {
      try {
        const answer = await fetch(`/state?since=${place.dataset.number}`, { cache: "no-store" });
        if (!answer.ok) throw new Error("not served");
        if (sent) return;
        if ((await answer.text()) !== place.dataset.number) {
          changed = true;
          if (down) await new Promise((lifted) => setTimeout(lifted, 100));
          else await ask();
        }
      } catch {
        gone();
        return;
      }
    }
  };
  watch();
})();
