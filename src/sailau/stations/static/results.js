// The public site of results. Nothing is sent anywhere: pages, data and this script are files, also without a network.
"use strict";

const byId = (name) => document.getElementById(name);

// Order of the bars: by votes or as on the ballot.
for (const section of document.querySelectorAll("section.contest")) {
  const body = section.querySelector("tbody");
  const buttons = section.querySelectorAll("button[data-sort]");
  const sort = (by) => {
    const value = (row, key) => Number(row.dataset[key]);
    const order = by === "votes" ? (a, b) => value(b, "votes") - value(a, "votes") || value(a, "place") - value(b, "place")
      : (a, b) => value(a, "place") - value(b, "place");
    body.append(...[...body.rows].sort(order));
    buttons.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.sort === by)));
  };
  buttons.forEach((one) => { one.hidden = false; one.addEventListener("click", () => sort(one.dataset.sort)); });
}

// Find a precinct by number, name or address.
const FOUND_MAX = 12;
const plain = (text) => text.toLowerCase().replace(/[«»".,№]/g, " ").replace(/\s+/g, " ").trim();

function searchPrecincts() {
  const form = byId("precinct-search");
  if (!form || typeof SAILAU_PRECINCTS === "undefined") return;
  const list = byId("seek-found"), none = byId("seek-none"), language = document.documentElement.lang;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = list.querySelector("a");
    if (first) first.focus();
  });
  byId("seek-text").addEventListener("input", (event) => {
    const wanted = plain(event.target.value);
    const words = wanted.split(" ");
    const fits = (row) => /^\d+$/.test(wanted) ? String(row[0]).startsWith(wanted)
      : words.every((word) => plain(row.slice(1).join(" ")).includes(word));
    const found = wanted ? SAILAU_PRECINCTS.filter(fits) : [];
    list.replaceChildren(...found.slice(0, FOUND_MAX).map((row) => {
      const item = document.createElement("li"), link = document.createElement("a"), where = document.createElement("span");
      link.href = `precinct-${row[0]}.html`;
      link.textContent = list.dataset.title.replace("{}", row[0]);
      where.textContent = language === "kk" ? `${row[1]}, ${row[3]}` : `${row[2]}, ${row[4]}`;
      item.append(link, where);
      return item;
    }));
    none.textContent = wanted && !found.length ? none.dataset.none : "";
  });
}

// What was published of a precinct: a script, because a page opened from a disk may not read files.
function lookUp(number) {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    window.SAILAU_RECORD = resolve;
    script.onerror = () => resolve(null);
    script.src = `../static/lookup/${number}.js`;
    document.head.append(script);
  });
}

function answer(kind, title, note, extra) {
  const box = document.createElement("div"), inner = document.createElement("div"), strong = document.createElement("strong");
  const mark = { ok: "✓", stop: "✕", info: "i", warn: "!" }[kind], sign = document.createElement("span");
  box.className = `said ${kind}`;
  sign.textContent = mark; sign.setAttribute("aria-hidden", "true");
  strong.textContent = title;
  inner.append(strong);
  if (note) { const text = document.createElement("span"); text.textContent = note; inner.append(text); }
  box.append(sign, inner);
  byId("answer").replaceChildren(box, ...(extra ? [extra] : []));
}

function searchCodes(words) {
  const form = byId("finder");
  form.hidden = false;
  const asked = new URLSearchParams(location.search).get("precinct");
  if (asked && /^\d{1,6}$/.test(asked)) byId("find-precinct").value = asked;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const number = byId("find-precinct").value.trim();
    const typed = byId("find-value").value.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
    const code = /^\d{4}$/.test(typed), seal = /^[0-9A-HJKMNP-TV-Z]{12}$/.test(typed);
    if (!/^[1-9]\d{0,5}$/.test(number) || !(code || seal)) return answer("warn", words["find-bad"]);
    answer("info", words["find-searching"]);
    const told = await lookUp(number);
    const counted = told && (told.versions.find((one) => one.counted) || told.versions.at(-1));
    if (!counted) return answer("info", words["find-no-precinct"]);
    const there = code ? counted.codes.includes(typed) : counted.seals.split(" ").includes(typed);
    const word = code ? "find-code" : "find-seal";
    if (there) return answer("ok", words[`${word}-found`], code ? words["find-code-note"] : "");
    return answer("warn", words[`${word}-absent`], words["find-absent-note"]);
  });
}

// The QR code of a paper protocol: SAILAU1|election|precinct-N|sha256|votes|signature
const SUMMARY = /^SAILAU1\|([^|]{1,64})\|precinct-(\d{1,6})\|([0-9a-f]{64})\|((?:\d+(?:,\d+)*)?)\|[A-Za-z0-9_-]{86}$/;
const SIDES = [1600, 2400, 1000, 3200, 640];

async function readPicture(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = document.createElement("canvas"), context = canvas.getContext("2d", { willReadFrequently: true });
  const whole = [[0, 0, 1, 1]];
  const parts = [[0, 0, .6, .6], [.4, 0, .6, .6], [0, .4, .6, .6], [.4, .4, .6, .6], [.2, .2, .6, .6]];
  for (const [areas, sides] of [[whole, SIDES], [parts, [1200, 1800]]]) {
    for (const side of sides) for (const [x, y, w, h] of areas) {
      const from = [picture.width * x, picture.height * y, picture.width * w, picture.height * h];
      const scale = Math.min(side / Math.max(from[2], from[3]), 3);
      canvas.width = Math.round(from[2] * scale); canvas.height = Math.round(from[3] * scale);
      context.drawImage(picture, ...from, 0, 0, canvas.width, canvas.height);
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
      const found = jsQR(pixels.data, pixels.width, pixels.height);
      if (found && found.data) return found.data;
      await new Promise((next) => setTimeout(next));
    }
  }
  return "";
}

function sideBySide(words, printed, published) {
  const table = document.createElement("table"), head = table.createTHead().insertRow(), body = table.createTBody();
  table.className = "plain";
  for (const word of ["", words["compare-printed"], words["compare-published"]]) {
    const cell = document.createElement(word ? "th" : "td");
    cell.textContent = word; if (word) { cell.scope = "col"; cell.className = "count"; } head.append(cell);
  }
  const rows = Array.from({ length: Math.max(printed.length, published.length) }, (_, at) => [at + 1, printed[at] ?? "—", published[at] ?? "—"]);
  for (const [name, ...values] of rows) {
    const row = body.insertRow(), title = document.createElement("th");
    title.scope = "row"; title.textContent = name; row.append(title);
    for (const value of values) { const cell = row.insertCell(); cell.className = "count"; cell.textContent = value; }
  }
  return table;
}

async function compareText(words, election, text) {
  const found = SUMMARY.exec(text.trim());
  if (!found) return answer("warn", words["compare-other"]);
  const [, own, number, digest, listed] = found;
  if (own !== election) return answer("warn", words["compare-election"]);
  const votes = listed ? listed.split(",").map(Number) : [];
  const told = await lookUp(Number(number));
  if (!told || !told.versions.length) return answer("info", words["compare-missing"]);
  const known = told.versions.flatMap((version) => version.protocols.map((one) => ({ ...one, counted: version.counted && !one.superseded })));
  const same = known.find((one) => one.sha256 === digest);
  if (same && same.votes.join() === votes.join()) {
    const kind = words[`kind-${same.kind}`];
    return answer(same.counted ? "ok" : "warn", words[same.counted ? "compare-same" : "compare-replaced"], `№ ${number} · ${kind}`);
  }
  const nearest = same || known.find((one) => one.counted && one.votes.length === votes.length) || known[0];
  return answer("stop", words["compare-different"], words["compare-different-note"], sideBySide(words, votes, nearest.votes));
}

function comparePapers(words) {
  const form = byId("comparer");
  form.hidden = false;
  const sayPicked = () => { byId("compare-picked").textContent = byId("compare-file").files[0]?.name || ""; };
  const run = async () => {
    const file = byId("compare-file").files[0], typed = byId("compare-text").value.trim();
    if (!file && !typed) return;
    answer("info", words["compare-working"]);
    let text = typed;
    if (file) {
      try { text = await readPicture(file); } catch { text = ""; }
      if (!text) return answer("warn", words["compare-none"]);
    }
    await compareText(words, form.dataset.election, text);
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  byId("compare-file").addEventListener("change", () => { byId("compare-text").value = ""; sayPicked(); run(); });
  byId("compare-text").addEventListener("input", () => { byId("compare-file").value = ""; sayPicked(); });
}

searchPrecincts();
if (byId("finder")) searchCodes(JSON.parse(byId("words").textContent));
if (byId("comparer")) comparePapers(JSON.parse(byId("words").textContent));
