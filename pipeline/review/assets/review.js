"use strict";
// The review page. The server counts and cuts; this page draws only what it shows. Texts are put
// in as text, never as markup. A decision is on disk before the page says so.

const ROW = 58; // the height of an item in the list, as in the style sheet
const LEFT = 24; // of what stands on the left, so much is shown in the list
const WINDOW = 60; // items asked for at once
const POLL_MS = 2000;

const $ = (id) => document.getElementById(id);
const make = (name, told = {}, ...children) => {
  const one = Object.assign(document.createElement(name), told);
  one.append(...children);
  return one;
};

const here = {
  token: "", name: "", state: null, abouts: {},
  filter: { stage: "", rule: "", confidence: "", judged: "", text: "", form: "", order: "doubt" },
  asOf: "", total: 0, items: new Map(), at: -1, asked: new Set(), era: 0,
  sheet: null, taken: [], drawing: null, pairing: [],
};

// ---- asking the server

async function ask(path, query = {}, body = null) {
  const told = Object.entries(query).filter(([, value]) => value !== "" && value !== null);
  const search = told.length ? "?" + new URLSearchParams(told) : "";
  const options = { headers: { "X-Corrigenda-Token": here.token }, cache: "no-store" };
  if (body) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch("/api/" + path + search, options);
  } catch {
    throw new Refusal("the server does not answer: is it still running?", 0);
  }
  if (answer.headers.get("Content-Type") === "image/png") return answer.blob();
  const value = await answer.json();
  if (!answer.ok) throw new Refusal(value.fault, answer.status, value.decision);
  return value;
}

class Refusal extends Error {
  constructor(fault, status, decision = null) {
    super(fault);
    this.status = status;
    this.decision = decision;
  }
}

function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = !text;
}

const guarded = (work) => async (...given) => {
  try {
    return await work(...given);
  } catch (error) {
    notice(error.message);
    if (!(error instanceof Refusal)) console.error(error);
    return null;
  }
};

async function enter() {
  const launch = location.hash.slice(1);
  here.token = sessionStorage.getItem("token") || "";
  if (launch) {
    history.replaceState(null, "", "/");
    here.token = (await ask("session", {}, { launch })).token;
    sessionStorage.setItem("token", here.token);
  }
  const { books, names, first } = await ask("books");
  names.forEach((name, at) => $("book").append(new Option(books[at], name)));
  $("book").value = sessionStorage.getItem("book") || first || names[0];
  if (!$("book").value) $("book").value = names[0];
  await open($("book").value);
}

// ---- a book and its listing

async function open(name) {
  here.name = name;
  sessionStorage.setItem("book", name);
  here.state = await ask("state", { name });
  here.abouts = here.state.abouts;
  here.pairing = (await ask("pairing", { name })).pages;
  const stages = here.state.stages.map((stage) => new Option(stage, stage));
  document.forms.filters.stage.replaceChildren(new Option("any", ""), ...stages);
  tell();
  await list();
}

function tell() {
  const { judged, total, stale, adrift } = here.state;
  $("judged").textContent = `${judged.toLocaleString("en")} of ${total.toLocaleString("en")} judged`;
  $("bar").max = Math.max(total, 1);
  $("bar").value = judged;
  if (stale) notice("The rules have changed since this book was cleaned: clean it again to decide.");
  else if (adrift) notice(`${adrift} decisions no longer find their place: see Decisions.`);
}

async function list(near = null) {
  here.era += 1;
  here.items.clear();
  here.asked.clear();
  here.asOf = here.state.revision;
  here.at = -1;
  $("window").scrollTop = 0;
  await Promise.all([fetchItems(0, near), drawGroups()]);
  if (here.total) await go(near === null ? 0 : here.nearAt ?? 0);
  else show(null);
}

async function fetchItems(start, near = null) {
  if (near === null && here.asked.has(start)) return;
  here.asked.add(start);
  const era = here.era;
  const query = { name: here.name, ...here.filter, as_of: here.asOf, start, count: WINDOW };
  const told = await ask("items", near === null ? query : { ...query, near });
  if (era !== here.era) return;
  here.total = told.total;
  here.asOf = told.as_of;
  if (near !== null) here.nearAt = told.position;
  told.items.forEach((item, index) => here.items.set(told.start + index, item));
  drawList();
}

// ---- the groups

async function drawGroups() {
  const query = { name: here.name, ...here.filter, rule: "", form: "", as_of: here.asOf };
  const { groups } = await ask("groups", query);
  $("all").setAttribute("aria-pressed", String(!here.filter.rule && here.filter.form === ""));
  $("rules").replaceChildren(...groups.map((group) => {
    const chosen = group.rule === here.filter.rule && here.filter.form === "";
    const button = make("button", { type: "button", title: here.abouts[group.rule] || "" },
      make("span", { textContent: group.rule }), count(group, group.confidence));
    button.setAttribute("aria-pressed", String(chosen));
    button.onclick = guarded(() => choose(group.rule, ""));
    const row = make("li", {}, button);
    if (group.rule === here.filter.rule) drawForms(row, group.rule);
    return row;
  }));
}

function count(group, confidence = "") {
  const told = `${group.judged}/${group.count}`;
  const span = make("span", { className: `count ${confidence}`, textContent: told });
  span.title = `${group.judged} of ${group.count} judged`;
  if (confidence) span.textContent += ` ${confidence}`;
  return span;
}

const drawForms = guarded(async (row, rule) => {
  const query = { name: here.name, ...here.filter, rule, form: "", as_of: here.asOf };
  const { forms, more } = await ask("forms", query);
  const rows = forms.map((form) => {
    const words = make("span", {}, make("del", { textContent: form.before }), " ",
      make("ins", { textContent: form.after }));
    const button = make("button", { type: "button" }, words, count(form));
    button.setAttribute("aria-pressed", String(String(form.item) === here.filter.form));
    button.onclick = guarded(() => choose(rule, String(form.item)));
    return make("li", {}, button);
  });
  if (more) rows.push(make("li", { textContent: `and ${more} forms more: search for a text` }));
  row.append(make("ul", {}, ...rows));
});

async function choose(rule, form) {
  Object.assign(here.filter, { rule, form });
  leaveDrawing();
  await list();
  $("window").focus();
}

// ---- the list: only what is in sight is in the page

function drawList() {
  const box = $("window");
  $("height").style.height = `${here.total * ROW}px`;
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 5);
  const last = Math.min(here.total, first + Math.ceil(box.clientHeight / ROW) + 10);
  const rows = [];
  for (let at = first; at < last; at += 1) {
    const item = here.items.get(at);
    if (item) rows.push(row(item, at));
    else fetchSoon(at - (at % WINDOW));
  }
  $("height").replaceChildren(...rows);
  $("list-title").textContent = here.drawing
    ? `Drawn: ${here.total}` : `Corrections: ${here.total.toLocaleString("en")}`;
}

const fetchSoon = guarded(async (start) => { if (!here.drawing) await fetchItems(start); });

function row(item, at) {
  const left = item.left.length > LEFT ? "…" + item.left.slice(-LEFT) : item.left;
  const words = make("div", { className: "line", dir: "auto" }, left, ...change(item), item.right);
  const about = make("div", { className: "about", textContent:
    `${verdictOf(item)} · p. ${item.page}, line ${item.line} · ${item.rule}` });
  const one = make("div", { className: "item", id: `item-${at}` }, words, about);
  one.style.top = `${at * ROW}px`;
  one.setAttribute("role", "option");
  one.setAttribute("aria-selected", String(at === here.at));
  one.setAttribute("aria-posinset", String(at + 1));
  one.setAttribute("aria-setsize", String(here.total));
  one.onclick = guarded(() => go(at));
  return one;
}

const change = (item) => [
  ...(item.before ? [make("del", { textContent: item.before })] : []),
  ...(item.after ? [make("ins", { textContent: item.after })] : []),
];

function verdictOf(item) {
  const said = item.decision;
  if (!said) return item.confidence + (item.confidence === "suspect" ? ", not made" : "");
  const words = { stet: "stet", apply: "accepted", edit: `reads ${said.reading}` }[said.verdict];
  return `✓ ${words}`;
}

async function go(at) {
  if (at < 0 || at >= here.total) return;
  here.at = at;
  const box = $("window");
  const top = at * ROW;
  if (top < box.scrollTop) box.scrollTop = top;
  if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight;
  if (!here.items.has(at)) await fetchItems(at - (at % WINDOW));
  drawList();
  box.setAttribute("aria-activedescendant", `item-${at}`);
  // What comes next is fetched before it is asked for.
  if (!here.drawing && !here.items.has(Math.min(at + 20, here.total - 1))) fetchSoon(at + 20 - ((at + 20) % WINDOW));
  show(here.items.get(at));
}

// ---- one correction and its sheet

function show(item) {
  $("none").hidden = Boolean(item);
  $("one").hidden = !item;
  $("sheet").hidden = !item;
  if (!item) return;
  $("where").textContent = `${here.at + 1} of ${here.total} · page ${item.page}, raw line ` +
    `${item.line} · ${item.rule} · ${item.confidence}. ${here.abouts[item.rule] || ""}`;
  $("words").replaceChildren(item.left, ...change(item), item.right);
  $("evidence").replaceChildren(...item.evidence.flatMap(([name, found]) =>
    [make("dt", { textContent: name }), make("dd", { textContent: found })]));
  const said = item.decision;
  $("verdict").textContent = said
    ? `Decided: ${verdictOf(item).slice(2)}, for ${said.words}${said.note ? ` (${said.note})` : ""}`
    : "Not decided yet.";
  $("verdict").className = said ? "decided" : "";
  $("editing").hidden = true;
  reach(item);
  $("spoken").textContent = `${item.before || "nothing"} becomes ${item.after || "nothing"}, ` +
    `${item.confidence}, page ${item.page}, ${said ? "decided" : "undecided"}, ${here.at + 1} of ${here.total}`;
  showSheet(item);
}

function reach(item) {
  const scope = $("scope").value;
  const words = {
    form: `${item.alike} places in this book`,
    everywhere: `${item.alike} places here, and every other book`,
    rule: `all of ${item.rule} in this book`,
  };
  $("reach").textContent = words[scope];
}

const showSheet = guarded(async (item) => {
  if (!here.sheet || here.sheet.index !== item.sheet || here.sheet.name !== here.name) {
    const sheet = await ask("sheet", { name: here.name, start: item.sheet });
    if (here.items.get(here.at) !== item) return;
    here.sheet = { ...sheet, name: here.name };
    for (const side of ["raw", "cleaned"]) {
      $(side).replaceChildren(...sheet[side].map(piece));
    }
    const part = sheet.parts > 1 ? `, part ${sheet.part} of ${sheet.parts}` : "";
    $("page").textContent = `Page ${sheet.page}${part}`;
    showPicture(sheet.page);
  }
  for (const side of ["raw", "cleaned"]) {
    for (const mark of $(side).querySelectorAll("mark")) {
      const chosen = mark.dataset.items.split(" ").includes(String(item.number));
      mark.classList.toggle("here", chosen);
      if (chosen) centre($(side), mark);
    }
  }
});

function piece(told) {
  if (!told.items) return told.text;
  const mark = make("mark", { textContent: told.text });
  mark.dataset.items = told.items.join(" ");
  mark.onclick = guarded(() => find(told.items[0]));
  return mark;
}

function centre(box, mark) {
  box.scrollTop = mark.offsetTop - box.offsetTop - box.clientHeight / 3;
}

async function find(number) {
  for (const [at, item] of here.items) if (item.number === number) return go(at);
  leaveDrawing();
  Object.assign(here.filter, { stage: "", rule: "", confidence: "", judged: "", text: "", form: "" });
  document.forms.filters.reset();
  document.forms.filters.order.value = here.filter.order;
  return list(number);
}

const showPicture = guarded(async (page) => {
  const paired = here.pairing[page - 1];
  $("scan").hidden = !paired || !paired.picture;
  $("pairing").hidden = !paired || paired.sure;
  if (!paired) return;
  $("pairing").textContent = paired.sure ? "" : `Unsure picture: ${paired.reason}`;
  if (!paired.picture) return;
  const blob = await ask("picture", { name: here.name, start: paired.picture });
  const old = $("picture").src;
  $("picture").src = URL.createObjectURL(blob);
  $("picture").alt = `Picture ${paired.picture}, beside page ${page}`;
  if (old) URL.revokeObjectURL(old);
});

// ---- deciding

async function decide(verdict, scope = "place", reading = "") {
  const at = here.at;
  const item = here.items.get(at);
  if (!item) return;
  if (here.drawing && scope === "place") return answer(verdict);
  const seen = item.decision ? item.decision.id : "";
  const body = { name: here.name, version: here.state.version, item: item.number, verdict, scope,
    reading, seen, revision: here.state.revision };
  try {
    const told = await ask("decide", {}, body);
    here.taken.push({ id: told.decision.id, number: item.number });
    here.state = { ...here.state, ...told.state };
    notice("");
    tell();
    if (scope === "place") {
      item.decision = told.decision;
      drawList();
      await go(Math.min(at + 1, here.total - 1));
      if (at + 1 >= here.total) show(item);
    } else {
      await refresh();
      await nextUndecided(at);
    }
    soonGroups();
  } catch (error) {
    if (error.decision) item.decision = error.decision;
    drawList();
    show(item);
    throw error;
  }
}

let groupsTimer = 0;
function soonGroups() {
  clearTimeout(groupsTimer);
  groupsTimer = setTimeout(guarded(drawGroups), 400);
}

async function nextUndecided(from) {
  for (let at = from; at < here.total; at += 1) {
    if (!here.items.has(at)) await fetchItems(at - (at % WINDOW));
    if (!here.items.get(at).decision) return go(at);
  }
  return go(Math.min(from, here.total - 1));
}

// Draw again what is in sight, with the same filter as of the same moment.
async function refresh() {
  if (here.drawing) return;
  here.items.clear();
  here.asked.clear();
  await fetchItems(Math.max(0, here.at - (here.at % WINDOW)));
}

async function undo() {
  const item = here.items.get(here.at);
  const last = here.taken.at(-1);
  const id = item && item.decision ? item.decision.id : last && last.id;
  if (!id) return notice("Nothing is decided that could be taken back.");
  await takeBack([id]);
}

async function takeBack(ids) {
  const told = await ask("take-back", {},
    { name: here.name, version: here.state.version, ids });
  here.taken = here.taken.filter((one) => !told.gone.includes(one.id));
  here.state = { ...here.state, ...told.state };
  notice("");
  tell();
  await refresh();
  show(here.items.get(here.at));
  soonGroups();
}

function edit(scope = "place") {
  const item = here.items.get(here.at);
  if (!item || (scope === "rule")) return;
  const form = $("editing");
  form.dataset.scope = scope;
  form.hidden = false;
  $("reading").value = scope === "place" ? item.words : item.after;
  $("reading").focus();
  $("reading").select();
}

$("reading").onkeydown = guarded(async (event) => {
  if (event.key === "Escape") {
    $("editing").hidden = true;
    $("window").focus();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    const reading = $("reading").value;
    $("editing").hidden = true;
    $("window").focus();
    await decide("edit", $("editing").dataset.scope, reading);
  }
});

// ---- accepting a group by a draw

async function draw() {
  const item = here.items.get(here.at);
  if (!item || here.drawing) return;
  const count = 59;
  const group = { rule: item.rule, form: here.filter.form === "" ? null : Number(here.filter.form) };
  const told = await ask("draw", {}, { name: here.name, version: here.state.version, ...group, count });
  here.drawing = { ...group, seed: told.seed, count, of: told.items.length, wrong: 0,
    bound: told.bound, revision: here.state.revision, answered: new Set() };
  here.era += 1;
  here.items = new Map(told.items.map((one, at) => [at, one]));
  here.total = told.items.length;
  await go(0);
  tellDraw();
}

function tellDraw() {
  const { of, answered, wrong, bound, rule } = here.drawing;
  $("drawing").hidden = false;
  $("drawing").textContent = wrong
    ? `${wrong} wrong among ${answered.size} of ${of} drawn from ${rule}: the group is not accepted. ` +
      "Judge it one by one, or refuse the rule. Escape leaves the draw."
    : `${answered.size} of ${of} drawn from ${rule} are right. If all are, at most ` +
      `${(bound * 100).toFixed(1)} % of the group is wrong, at 95 % confidence. ` +
      "Accept (right) or stet (wrong) each; Escape leaves the draw.";
}

async function answer(verdict) {
  const drawing = here.drawing;
  if (verdict === "stet") drawing.wrong += 1;
  drawing.answered.add(here.at);
  tellDraw();
  if (drawing.answered.size === drawing.of && !drawing.wrong) {
    const { rule, form, seed, count, of, revision } = drawing;
    const told = await ask("seal", {}, { name: here.name, version: here.state.version, rule, form,
      seed, count, right: of, revision });
    here.taken.push({ id: told.decision.id });
    here.state = { ...here.state, ...told.state };
    tell();
    leaveDrawing();
    return list();
  }
  return go(Math.min(here.at + 1, here.total - 1));
}

function leaveDrawing() {
  here.drawing = null;
  $("drawing").hidden = true;
}

// ---- the decisions, and the keys

async function openHistory() {
  const { decisions } = await ask("history", { name: here.name });
  $("decisions").replaceChildren(...decisions.map((one) => {
    const state = one.adrift ? " Its place is not found." :
      one.overruled ? ` Overruled by ${one.overruled}.` : "";
    const button = make("button", { type: "button", textContent: "Take back" });
    button.onclick = guarded(async () => { await takeBack([one.id]); await openHistory(); });
    const change = one.scope === "rule" || one.draw ? `${one.rule} ${one.draw || ""}` : "";
    return make("li", {}, `${one.verdict}, ${one.words}: ${change}`,
      ...(change ? [] : [make("del", { textContent: one.before }), " ", make("ins", { textContent: one.after })]),
      make("span", { className: "lost", textContent: state }), " ", button);
  }));
  if (!decisions.length) $("decisions").append(make("li", { textContent: "None yet." }));
  if (!$("history").open) $("history").showModal();
}

const does = {
  next: () => go(here.at + 1),
  previous: () => go(here.at - 1),
  stet: (wide) => decide("stet", wide ? $("scope").value : "place"),
  accept: (wide) => decide("apply", wide ? $("scope").value : "place"),
  edit: (wide) => edit(wide ? $("scope").value : "place"),
  undo,
  draw,
  history: openHistory,
  window: () => { window.open("/"); },
  help: () => $("help").showModal(),
};

const buttons = [...document.querySelectorAll("button[data-does]")];
for (const button of buttons) {
  button.onclick = guarded((event) => does[button.dataset.does](event.shiftKey));
  button.setAttribute("aria-keyshortcuts", button.dataset.key);
  $("keys").append(make("dt", { textContent: button.dataset.key }),
    make("dd", { textContent: button.textContent.trim() }));
  if (button.dataset.group) {
    $("keys").append(make("dt", { textContent: `Shift ${button.dataset.key}` }),
      make("dd", { textContent: `${button.textContent.trim()}: for the whole group` }));
  }
}
for (const [key, told] of [["g", "what Shift means: form, everywhere, rule"], ["/", "search"],
  ["Escape", "leave the search, the edit or the draw"]]) {
  $("keys").append(make("dt", { textContent: key }), make("dd", { textContent: told }));
}

document.onkeydown = guarded(async (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "Escape") {
    if (typing) $("window").focus();
    else if (here.drawing) { leaveDrawing(); await list(); }
    return;
  }
  if (typing || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const moves = { arrowdown: "next", arrowup: "previous" };
  const button = buttons.find((one) => one.dataset.key === key);
  const name = button ? button.dataset.does : event.target === $("window") && moves[key];
  if (name) {
    event.preventDefault();
    await does[name](event.shiftKey && Boolean(button) && "group" in button.dataset);
  } else if (key === "g") {
    const scope = $("scope");
    scope.selectedIndex = (scope.selectedIndex + 1) % scope.options.length;
    reach(here.items.get(here.at));
  } else if (key === "/") {
    event.preventDefault();
    document.forms.filters.text.focus();
  }
});

let searchTimer = 0;
document.forms.filters.oninput = () => {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(guarded(async () => {
    const form = document.forms.filters;
    for (const name of ["stage", "confidence", "judged", "order", "text"]) here.filter[name] = form[name].value;
    leaveDrawing();
    await list();
  }), 150);
};
document.forms.filters.onsubmit = (event) => event.preventDefault();
$("scope").onchange = () => { const item = here.items.get(here.at); if (item) reach(item); };
$("all").onclick = guarded(() => choose("", ""));
$("book").onchange = guarded(() => open($("book").value));
$("window").onscroll = drawList;
window.onresize = drawList;

// Another window, or the terminal, may decide too: what is new is shown within two seconds.
setInterval(guarded(async () => {
  if (!here.name || document.hidden) return;
  const state = await ask("state", { name: here.name });
  const known = here.state;
  here.state = state;
  if (state.version !== known.version) {
    notice("The book was cleaned anew: this page shows it as it is now.");
    here.sheet = null;
    await list();
  } else if (state.revision !== known.revision) {
    tell();
    await refresh();
    if (!here.drawing && $("editing").hidden) show(here.items.get(here.at));
    soonGroups();
  }
}), POLL_MS);

guarded(enter)();
