// ---- the lab: a rule that is typed is tried on the raw texts

const LAB_MS = 500; // so long after the last key, what is typed is tried
let labTimer = 0;
let labTurn = 0;

function openLab() {
  const stages = here.state.stages.filter((stage) => stage !== "decisions");
  $("draft").stage.replaceChildren(...stages.map((stage) => new Option(stage, stage)));
  $("draft").stage.value = stages.includes("scannos") ? "scannos" : stages.at(-1);
  $("lab").showModal();
  $("draft").find.focus();
}

async function tryDraft() {
  const form = $("draft");
  if (!form.find.value) return;
  labTurn += 1;
  const turn = labTurn;
  const draft = Object.fromEntries(["find", "replace", "when", "stage"].map((key) =>
    [key, form[key].value]));
  $("tried").textContent = "Trying…";
  const found = await ask("try", {}, draft);
  if (turn !== labTurn) return; // another draft was typed meanwhile
  if (found.fault) {
    $("tried").textContent = found.fault;
    $("hits").replaceChildren();
    return;
  }
  const made = found.hits.filter((hit) => !hit.winner);
  const names = new Set(made.map((hit) => hit.name));
  $("tried").textContent = `${places(made.length, `in ${names.size} of ${found.texts} texts`)}` +
    (found.stopped ? ", stopped before the end" : "");
  $("hits").replaceChildren(...grouped(found.hits));
}

// Like changes together, the most frequent first, each with a few of its places.
function grouped(hits) {
  const groups = new Map();
  for (const hit of hits) {
    const key = JSON.stringify([hit.before, hit.after, hit.winner]);
    groups.set(key, [...(groups.get(key) || []), hit]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length).map((group) => {
    const [first] = group;
    const taken = first.winner ? `, taken by ${first.winner}` : "";
    return make("li", {}, ...change(first), ` ${places(group.length, "")}${taken}`,
      make("ul", {}, ...group.slice(0, 5).map((hit) => make("li", {},
        `${hit.name}, line ${hit.line}: ${hit.left}`, ...change(hit), hit.right))));
  });
}

$("draft").onsubmit = (event) => {
  event.preventDefault();
  clearTimeout(labTimer);
  guarded(tryDraft)();
};
$("draft").oninput = () => {
  clearTimeout(labTimer);
  labTimer = setTimeout(guarded(tryDraft), LAB_MS);
};
$("leave-lab").onclick = () => $("lab").close();
