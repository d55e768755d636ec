// What the voter hears. What is said, and when, the device decides (/sound/script); here it is only played, file after
// file. Any key or touch interrupts it. After a touch the page is said from its beginning; what the card or the clock
// changes is said only when it says something else than before.
//
//   +, -             louder, less loud
//   *, /             faster, slower
//   0, held for 3 s  the screen off, or on again
"use strict";
(() => {
  const KEYS = { "+": "louder", "-": "softer", "*": "faster", "/": "slower" };
  const HOLD_MS = 2500; // a key repeats half a second after it was pressed
  let said = "";
  let voice = null;
  let held = 0;

  const stop = () => {
    if (!voice) return;
    voice.onended = voice.onerror = null;
    voice.pause();
    voice.removeAttribute("src");
    voice.load();
    voice = null;
  };

  const play = (names, volume, rate) => {
    if (!names.length) {
      voice = null;
      return;
    }
    const [name, ...others] = names;
    const playing = new Audio(`/sound/${name}.wav`);
    voice = playing;
    playing.preservesPitch = true;
    playing.volume = volume;
    playing.defaultPlaybackRate = playing.playbackRate = rate;
    playing.onended = playing.onerror = () => {
      if (voice === playing) play(others, volume, rate);
    };
    playing.play().catch(() => {});
  };

  const hear = async () => {
    const answer = await fetch("/sound/script", { cache: "no-store" });
    if (!answer.ok) {
      stop();
      return;
    }
    const { say, volume, rate } = await answer.json();
    if (JSON.stringify(say) === said) return;
    said = JSON.stringify(say);
    stop();
    play(say, volume, rate);
  };

  const send = (value) => document.dispatchEvent(new CustomEvent("pressed", { detail: value }));

  document.addEventListener("keydown", (event) => {
    if (!event.repeat) {
      held = 0;
      stop();
      if (KEYS[event.key] && document.forms[0].dataset.screen !== "still-there") send(KEYS[event.key]);
      return;
    }
    if (event.key !== "0") return;
    held = held || event.timeStamp;
    if (event.timeStamp - held >= HOLD_MS) {
      held = Infinity;
      send("screen-off");
    }
  });
  document.addEventListener("keyup", () => { held = 0; });
  document.addEventListener("pointerdown", stop);
  document.addEventListener("shown", (event) => {
    if (event.detail.touched) said = "";
    hear().catch(stop);
  });
  window.addEventListener("pagehide", stop);
  hear().catch(stop);
})();
