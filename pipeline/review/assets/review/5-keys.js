// ---- the decisions, and the keys

async function openHistory() {
  const { decisions } = await ask("history", { name: here.name });
  $("decisions").replaceChildren(...decisions.map((one) => {
    const state = one.adrift ? " Its place is not found." :
      one.overruled ? ` Overruled by ${one.overruled}.` : "";
    const button = make("button", { type: "button", textContent: "Take back" });
    button.onclick = guarded(async () => { await takeBack([one.id]); await openHistory(); });
    const words = { stet: "stet", apply: "accepted", edit: "edited" }[one.verdict];
    const change = one.scope === "rule" || one.draw ? `${one.rule} ${one.draw || ""}` : "";
    return make("li", {}, `${words}, ${one.words}: ${change}`,
      ...(change ? [] : [make("del", { textContent: one.before }), " ", make("ins", { textContent: one.after })]),
      make("span", { className: "lost", textContent: state }), " ", button);
  }));
  if (!decisions.length) $("decisions").append(make("li", { textContent: "None yet." }));
  if (!$("history").open) $("history").showModal();
}

const PAGE = 12; // items that Page Down passes over

const does = {
  next: () => go(here.at + 1),
  first: () => go(0),
  last: () => go(here.total - 1),
  pageDown: () => go(Math.min(here.at + PAGE, here.total - 1)),
  pageUp: () => go(Math.max(here.at - PAGE, 0)),
  previous: () => go(here.at - 1),
  stet: (wide) => decide("stet", wide ? $("scope").value : "place"),
  accept: (wide) => decide("apply", wide ? $("scope").value : "place"),
  edit: (wide) => edit(wide ? $("scope").value : "place"),
  undo,
  draw: (wide) => draw(wide),
  history: openHistory,
  window: () => { window.open("/"); },
  lab: openLab,
  help: () => $("help").showModal(),
  enlarge: () => {
    if ($("scan").hidden) return notice("No picture stands beside this page.");
    $("large").src = $("picture").src;
    $("large").alt = $("picture").alt;
    return $("enlarged").showModal();
  },
};

const buttons = [...document.querySelectorAll("button[data-does]")];
for (const button of buttons) {
  button.onclick = (event) => inTurn(() => does[button.dataset.does](event.shiftKey));
  button.setAttribute("aria-keyshortcuts", button.dataset.key);
  $("keys").append(make("dt", { textContent: button.dataset.key }),
    make("dd", { textContent: button.textContent.trim() }));
  if (button.dataset.group) {
    $("keys").append(make("dt", { textContent: `Shift ${button.dataset.key}` }),
      make("dd", { textContent: `${button.textContent.trim()}: for the whole group` }));
  }
}
for (const [key, told] of [["g", "what Shift means: form, everywhere, rule"], ["/", "search"], ["Shift d", "a draw of 299"],
  ["Escape", "leave the search, the edit or the draw"]]) {
  $("keys").append(make("dt", { textContent: key }), make("dd", { textContent: told }));
}

// Keys are taken in the order in which they come: the second S waits until the first is on disk.
let queue = Promise.resolve();
const inTurn = (work) => { queue = queue.then(guarded(work)); return queue; };

function nextScope() {
  const scope = $("scope");
  scope.selectedIndex = (scope.selectedIndex + 1) % scope.options.length;
  scope.onchange();
}

document.onkeydown = guarded(async (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "Escape") {
    if (event.target === document.forms.filters.text && event.target.value) {
      event.target.value = "";
      document.forms.filters.oninput();
    }
    if (typing) $("window").focus();
    else if (here.drawing) await inTurn(async () => { leaveDrawing(); await list(); });
    return;
  }
  if (typing || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const moves = { arrowdown: "next", arrowup: "previous", home: "first", end: "last",
    pagedown: "pageDown", pageup: "pageUp" };
  const button = buttons.find((one) => one.dataset.key === key);
  const name = button ? button.dataset.does : [$("window"), document.body].includes(event.target) && moves[key];
  if (name) {
    event.preventDefault();
    const wide = event.shiftKey && Boolean(button);
    await inTurn(() => does[name](wide));
  } else if (key === "g") {
    await inTurn(nextScope);
  } else if (key === "/") {
    event.preventDefault();
    document.forms.filters.text.focus();
  }
});

let searchTimer = 0;
document.forms.filters.oninput = () => {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(() => inTurn(async () => {
    const form = document.forms.filters;
    for (const name of ["stage", "confidence", "judged", "order", "text"]) here.filter[name] = form[name].value;
    leaveDrawing();
    await list();
  }), 150);
};
document.forms.filters.onsubmit = (event) => event.preventDefault();
$("scope").onchange = () => { const item = here.items.get(here.at); if (item) reach(item); };
$("all").onclick = () => inTurn(() => choose("", ""));
$("book").onchange = () => inTurn(() => openBook($("book").value));
$("window").onscroll = drawList;
window.onresize = () => { drawList(); const item = here.items.get(here.at); if (item) showSheet(item); };

// Another window, or the terminal, may decide too: what is new is shown within two seconds.
setInterval(() => inTurn(async () => {
  if (!here.name || document.hidden || !$("editing").hidden) return;
  const { name, era } = here;
  const state = await ask("state", { name });
  if (era !== here.era || name !== here.name) return;
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

inTurn(enter);
