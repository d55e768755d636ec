// The kiosk's keys, two switches, and a look at whether something has changed. Everything is decided by the device:
// here a key only says what a touch would say. Without this file touch, Tab and Enter work.
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
  const QUEUE_MAX = 8;
  let sent = false; // the device was told something, and its answer is on the way
  let down = false;
  let changed = false;
  let walks = []; // keys that were pressed meanwhile

  const post = (told) => {
    const token = form.elements.namedItem("csrfmiddlewaretoken").value;
    const body = new URLSearchParams({ ...told, place: place.value, csrfmiddlewaretoken: token });
    return fetch("/", { method: "POST", body, cache: "no-store" });
  };
  const beside = () => post({ do: "beside" }).catch(gone);

  // The page that the device answered with takes the place of what is shown, in the same document: nothing is loaded
  // anew. What the device, the card or the clock changed does not cut a voter off who listens (sound.js); what the
  // voter did (`touched`) is said from its beginning.
  const show = (page, touched) => {
    const fresh = new DOMParser().parseFromString(page, "text/html");
    const shown = fresh.forms[0];
    if (Number(shown.elements.namedItem("place").dataset.number) < Number(place.dataset.number)) return; // overtaken
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
    document.dispatchEvent(new CustomEvent("shown", { detail: { touched } }));
  };

  const send = async (value, by) => {
    if (sent) {
      if (value.startsWith("walk:") && walks.length < QUEUE_MAX) walks.push([value, by]);
      else beside();
      return;
    }
    sent = true;
    try {
      const answer = await post({ do: value, by });
      if (!answer.ok) throw new Error("not served");
      show(await answer.text(), true);
    } catch {
      gone();
      return;
    }
    sent = false;
    const next = walks.shift();
    if (next) send(...next);
  };

  const ask = async () => {
    if (sent || down) return;
    const answer = await fetch("/", { cache: "no-store" });
    if (!answer.ok) throw new Error("not served");
    const page = await answer.text();
    if (!sent && !down) show(page, false);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.submitter?.value ?? "", form.dataset.by === "keyboard" ? "keyboard" : "touch");
  });

  // Keys of the sound come from sound.js.
  document.addEventListener("pressed", (event) => send(event.detail, "keyboard"));

  document.addEventListener("click", (event) => {
    form.dataset.by = event.detail === 0 ? "keyboard" : "touch";
  }, true);

  document.addEventListener("pointerdown", (event) => {
    down = true;
    if (!event.target.closest("button")) beside();
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
    // The device's program is gone: nothing of a voter may stand on the screen.
    sent = true;
    document.body.replaceChildren();
  };

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace("/"); // a page out of the browser's memory is somebody else's
  });

  const watch = async () => {
    try {
      for (;;) {
        const answer = await fetch(`/state?since=${place.dataset.number}`, { cache: "no-store" });
        if (!answer.ok) throw new Error("not served");
        if ((await answer.text()) === place.dataset.number) continue;
        changed = true;
        if (sent || down) await new Promise((later) => setTimeout(later, 50));
        else await ask();
      }
    } catch {
      gone();
    }
  };
  watch();
})();
