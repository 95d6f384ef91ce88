// ---- deciding

async function decide(verdict, scope = "place", reading = "") {
  const at = here.at;
  const item = here.items.get(at);
  if (!item) return;
  if (here.drawing) {
    if (scope === "place") return answer(verdict);
    return notice("In a draw each is judged by itself: leave it with Escape to judge the group.");
  }
  const seen = item.decision ? item.decision.id : "";
  const body = { name: here.name, version: here.state.version, item: item.number, verdict, scope,
    reading, seen, revision: here.state.revision };
  try {
    const told = await ask("decide", {}, body);
    here.taken.push({ id: told.decision.id, number: item.number });
    here.state = { ...here.state, ...told.state };
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
    const item = here.items.get(at);
    if (item && !item.decision) return go(at);
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

// Takes back the last word said in this window, wherever it was; else the word for this one place.
async function undo() {
  if (here.drawing) return unanswer();
  const item = here.items.get(here.at);
  const last = here.taken.at(-1);
  if (last) {
    const [at] = [...here.items].find(([, one]) => one.number === last.number) || [here.at];
    await takeBack([last.id]);
    return go(at);
  }
  if (item && item.decision && item.decision.scope === "place") return takeBack([item.decision.id]);
  return notice("Nothing was decided in this window: press h for all decisions.");
}

async function takeBack(ids) {
  const told = await ask("take-back", {},
    { name: here.name, version: here.state.version, ids });
  here.taken = here.taken.filter((one) => !told.gone.includes(one.id));
  here.state = { ...here.state, ...told.state };
  tell();
  notice(`Taken back: ${told.words.join("; ")}.`);
  await refresh();
  show(here.items.get(here.at));
  soonGroups();
}

// The line end behind the words is no part of what is typed; it is put back when it is kept.
function edit(scope = "place") {
  const item = here.items.get(here.at);
  if (!item || here.drawing) return;
  if (scope === "rule") return notice("One reading cannot hold for all of a rule.");
  const known = item.decision && item.decision.verdict === "edit" ? item.decision.typed : "";
  const words = known || (scope === "place" ? item.words : item.form);
  const form = $("editing");
  form.dataset.scope = scope;
  form.dataset.number = item.number;
  form.dataset.end = words.match(/\s*$/)[0];
  form.dataset.sure = "";
  form.hidden = false;
  $("reading").value = words.trimEnd();
  $("reading").focus();
  $("reading").select();
}

$("reading").onkeydown = (event) => {
  if (event.key === "Escape") {
    $("editing").hidden = true;
    $("window").focus();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    inTurn(keepReading);
  }
};

async function keepReading() {
  const form = $("editing");
  const typed = $("reading").value;
  if (!typed && !form.dataset.sure) {
    form.dataset.sure = "yes";
    return notice("Nothing is typed: Enter again takes these words out of the text.");
  }
  const item = here.items.get(here.at);
  if (!item || String(item.number) !== form.dataset.number) {
    return notice("The list has changed under this edit: look at the place again.");
  }
  form.hidden = true;
  $("window").focus();
  return decide("edit", form.dataset.scope, typed ? typed + form.dataset.end : "");
}

// ---- accepting a group by a draw

async function draw(many = false) {
  const item = here.items.get(here.at);
  if (!item || here.drawing) return;
  const count = many ? 299 : 59;
  const group = { rule: item.rule, form: here.filter.form === "" ? null : Number(here.filter.form) };
  const told = await ask("draw", {}, { name: here.name, version: here.state.version, ...group, count });
  here.drawing = { ...group, seed: told.seed, count, of: told.items.length, all: told.of,
    bound: told.bound, revision: here.state.revision, answers: new Map() };
  here.era += 1;
  here.items = new Map(told.items.map((one, at) => [at, one]));
  here.total = told.items.length;
  await go(0);
  tellDraw();
}

const wrongOnes = () => [...here.drawing.answers.values()].filter((one) => one === "stet").length;

function tellDraw() {
  const { of, all, answers, bound, rule } = here.drawing;
  const wrong = wrongOnes();
  const promise = of === all ? "If all are, the whole group has been looked at."
    : `If all are, at most ${(bound * 100).toFixed(1)} % of its ${all} places are wrong, ` +
      "at 95 % confidence.";
  $("drawing").hidden = false;
  $("drawing").textContent = wrong
    ? `${wrong} wrong among ${answers.size} of ${of} drawn from ${rule}: so the group is not ` +
      "accepted. Say it again, or undo, if that was a slip. Escape leaves the draw; the wrong " +
      "ones are then still to be refused."
    : `${answers.size} of ${of} drawn from ${rule} are right. ${promise} ` +
      "Accept (right) or stet (wrong) each; Escape leaves the draw.";
}

async function answer(verdict) {
  const { rule, form, seed, count, of, revision, answers } = here.drawing;
  answers.set(here.at, verdict);
  tellDraw();
  if (answers.size < of || wrongOnes()) return go(Math.min(here.at + 1, here.total - 1));
  const told = await ask("seal", {}, { name: here.name, version: here.state.version, rule, form,
    seed, count, right: of, revision });
  const all = here.drawing.all;
  here.taken.push({ id: told.decision.id });
  here.state = { ...here.state, ...told.state };
  tell();
  leaveDrawing();
  await list();
  await nextUndecided(0);
  return notice(`${places(all, `of ${rule}`)} accepted by the draw.`);
}

// The answer here is taken back, or else the one before.
async function unanswer() {
  const { answers } = here.drawing;
  const at = answers.has(here.at) ? here.at : here.at - 1;
  answers.delete(at);
  tellDraw();
  await go(Math.max(at, 0));
}

function leaveDrawing() {
  here.drawing = null;
  $("drawing").hidden = true;
}
