"use strict";
// The review page. The server counts and cuts; this page draws only what it shows. Texts are put
// in as text, never as markup. A decision is on disk before the page says so.

const ROW = 47; // the height of an item in the list, as in the style sheet
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
  await openBook($("book").value);
}

// ---- a book and its listing

async function openBook(name) {
  sessionStorage.setItem("book", name);
  here.era += 1;
  const era = here.era;
  const [state, { pages, fault }] = await Promise.all([ask("state", { name }), ask("pairing", { name })]);
  if (era !== here.era) return; // another book was chosen meanwhile
  Object.assign(here, { name, state, abouts: state.abouts, pairing: pages, sheet: null, taken: [] });
  leaveDrawing();
  here.unpaired = fault;
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
  const era = here.era;
  await Promise.all([fetchItems(0, near), drawGroups()]);
  if (era !== here.era) return;
  if (here.total) await go(near === null ? 0 : here.nearAt ?? 0);
  else show(null);
}

async function fetchItems(start, near = null) {
  if (near === null && here.asked.has(start)) return;
  here.asked.add(start);
  const era = here.era;
  const query = { name: here.name, ...here.filter, as_of: here.asOf, start, count: WINDOW };
  const told = await ask("items", near === null ? query : { ...query, near });
  if (era !== here.era) return; // the answer to a question that nobody asks any more
  here.total = told.total;
  here.asOf = told.as_of;
  if (near !== null) here.nearAt = told.position;
  told.items.forEach((item, index) => here.items.set(told.start + index, item));
  drawList();
}
