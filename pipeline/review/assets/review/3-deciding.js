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
  here.drawing = { ...group, seed: told.seed, count, of: told.items.length, all: told.of, wrong: 0,
    bound: told.bound, revision: here.state.revision, answered: new Set() };
  here.era += 1;
  here.items = new Map(told.items.map((one, at) => [at, one]));
  here.total = told.items.length;
  await go(0);
  tellDraw();
}

function tellDraw() {
  const { of, all, answered, wrong, bound, rule } = here.drawing;
  const promise = of === all ? "If all are, the whole group has been looked at."
    : `If all are, at most ${(bound * 100).toFixed(1)} % of its ${all} places are wrong, ` +
      "at 95 % confidence.";
  $("drawing").hidden = false;
  $("drawing").textContent = wrong
    ? `${wrong} wrong among ${answered.size} of ${of} drawn from ${rule}: the group is not accepted. ` +
      "Judge it one by one, or refuse the rule. Escape leaves the draw."
    : `${answered.size} of ${of} drawn from ${rule} are right. ${promise} ` +
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
