// What a picture must not have, measured by the browser on the page that is drawn; see checks.py.
([targetPx, apartPx, scrolls]) => {
  const whole = document.scrollingElement, found = [], wide = innerWidth;
  const high = scrolls ? Math.max(innerHeight, whole.scrollHeight) : innerHeight;
  const say = (text) => found.push(text);
  const named = (e) => {
    const text = e.textContent.replace(/\s+/g, " ").trim().slice(0, 30);
    return `${e.tagName.toLowerCase()}.${e.getAttribute("class") || ""} «${text}»`;
  };
  const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const crossed = (text, box) => text.lines.some((line) => over(line, box));
  const beyond = (a, b) => a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1;
  const unseen = (e) => e && e !== document.body && (getComputedStyle(e).clipPath !== "none" || unseen(e.parentElement));
  const speaks = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  // The ink of capitals and descenders: the box of a line is higher than it.
  const inked = (box, font) => ({
    left: box.left, right: box.right, top: box.top + font * 0.24, bottom: box.bottom - font * 0.1,
  });
  const screen = {left: 0, top: 0, right: wide, bottom: high};

  if (whole.scrollHeight > high || whole.scrollWidth > wide) say("the page is larger than the screen");

  const texts = [];
  for (const e of document.body.querySelectorAll("*")) {
    if (e.closest("svg, script") || !speaks(e) || unseen(e)) continue;
    const range = document.createRange();
    range.selectNodeContents(e);
    const box = range.getBoundingClientRect(), font = parseFloat(getComputedStyle(e).fontSize);
    if (!box.width) continue;
    const ink = inked(box, font);
    texts.push({e, lines: [...range.getClientRects()].map((line) => inked(line, font))});
    if (beyond(ink, screen)) say(`${named(e)} is outside the screen`);
    for (let a = e; a && a.tagName !== "FORM"; a = a.parentElement) {
      if (["inline", "contents"].includes(getComputedStyle(a).display)) continue;
      if (beyond(ink, a.getBoundingClientRect())) {
        say(`${named(e)} leaves ${named(a)}`);
        break;
      }
    }
  }
  texts.forEach((one, place) => texts.slice(place + 1).forEach((other) => {
    if (one.e.contains(other.e) || other.e.contains(one.e)) return;
    if (one.lines.some((line) => crossed(other, line))) say(`${named(one.e)} lies over ${named(other.e)}`);
  }));

  const buttons = [...document.querySelectorAll("button")].map((e) => ({e, box: e.getBoundingClientRect()}))
    .filter(({box}) => box.width && box.height);
  for (const {e, box} of buttons) {
    const size = `${Math.round(box.width)} x ${Math.round(box.height)}`;
    if (box.width < targetPx || box.height < targetPx) say(`${named(e)} is ${size}`);
    if (beyond(box, screen)) say(`${named(e)} is outside the screen`);
    for (const text of texts) if (!e.contains(text.e) && crossed(text, box)) say(`${named(text.e)} lies over ${named(e)}`);
  }
  const near = apartPx - 1.5;
  buttons.forEach(({e, box}, place) => buttons.slice(place + 1).forEach((other) => {
    const wider = {left: box.left - near, right: box.right + near, top: box.top - near, bottom: box.bottom + near};
    if (over(wider, other.box)) say(`${named(e)} is too near ${named(other.e)}`);
  }));

  const main = document.querySelector("main").getBoundingClientRect();
  for (const e of document.querySelectorAll("main .panel, main .note, main .row, main .code-digit")) {
    if (beyond(e.getBoundingClientRect(), main)) say(`${named(e)} is cut off`);
  }
  for (const e of document.querySelectorAll("svg.picture, img")) {
    const box = e.getBoundingClientRect();
    if (box.width < targetPx || beyond(box, main)) say(`${named(e)} does not fit`);
    for (const text of texts) {
      if (!e.parentElement.contains(text.e) && crossed(text, box)) say(`${named(text.e)} lies over ${named(e)}`);
    }
  }
  return [...new Set(found)];
}
