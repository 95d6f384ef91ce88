// ---- the groups

async function drawGroups() {
  const query = { name: here.name, ...here.filter, rule: "", form: "", as_of: here.asOf };
  const era = here.era;
  const { groups } = await ask("groups", query);
  if (era !== here.era) return;
  $("all").setAttribute("aria-pressed", String(!here.filter.rule && here.filter.form === ""));
  $("rules").replaceChildren(...groups.map((group) => {
    const chosen = group.rule === here.filter.rule && here.filter.form === "";
    const button = make("button", { type: "button", title: here.abouts[group.rule] || "" },
      make("span", { textContent: group.rule }), count(group, group.confidence));
    button.setAttribute("aria-pressed", String(chosen));
    button.onclick = () => inTurn(() => choose(group.rule, ""));
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
    button.onclick = () => inTurn(() => choose(rule, String(form.item)));
    return make("li", {}, button);
  });
  if (more) rows.push(make("li", { textContent: `and ${more} forms more: search for a text` }));
  row.append(make("ul", {}, ...rows));
});

async function choose(rule, form) {
  $("scope").value = "form"; // what was meant for one group is not meant for the next
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
  one.onclick = () => inTurn(() => go(at));
  return one;
}

const change = (item) => [
  ...(item.before ? [make("del", { textContent: item.before })] : []),
  ...(item.after ? [make("ins", { textContent: item.after })] : []),
];

function verdictOf(item) {
  const drawn = here.drawing && [...here.items].find(([, one]) => one === item);
  const answered = drawn && here.drawing.answers.get(drawn[0]);
  if (answered) return answered === "stet" ? "✗ wrong" : "✓ right";
  const said = item.decision;
  if (!said) return item.confidence + (item.confidence === "suspect" ? ", not made" : "");
  const words = { stet: "stet", apply: "accepted", edit: said.reading ? `reads “${said.reading}”` : "taken out" }[said.verdict];
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
  if (at !== here.at) return;
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

const places = (count, where) =>
  `${count.toLocaleString("en")} ${count === 1 ? "place" : "places"} ${where}`;

function reach(item) {
  const scope = $("scope").value;
  const words = {
    form: places(item.alike, "in this book"),
    everywhere: places(item.alike, "here, and all in every other book"),
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
  mark.onclick = () => inTurn(() => find(told.items[0]));
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

let pictureTurn = 0;

// A picture of another page would be worse than none: a late one is dropped, an old one is hidden.
const showPicture = guarded(async (page) => {
  pictureTurn += 1;
  const turn = pictureTurn;
  $("picture").hidden = true;
  const paired = here.pairing[page - 1];
  $("scan").hidden = !paired || !paired.picture;
  $("pairing").hidden = paired ? paired.sure : !here.unpaired;
  $("pairing").textContent = here.unpaired || "";
  if (!paired) return;
  $("pairing").textContent = paired.sure ? "" : `Unsure picture: ${paired.reason}`;
  if (!paired.picture) return;
  let blob;
  try {
    blob = await ask("picture", { name: here.name, start: paired.picture });
  } catch (error) {
    if (turn !== pictureTurn) return;
    $("scan").hidden = true;
    $("pairing").hidden = false;
    $("pairing").textContent = error.message;
    return;
  }
  if (turn !== pictureTurn) return;
  const old = $("picture").src;
  $("picture").src = URL.createObjectURL(blob);
  $("picture").alt = `Picture ${paired.picture}, beside page ${page}`;
  $("picture").hidden = false;
  if (old) URL.revokeObjectURL(old);
});
