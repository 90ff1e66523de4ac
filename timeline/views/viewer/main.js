// The page comes to life: which day, which keys, and what happens when something is shown for the first time.

/** Put what a file says once for many back where it belongs. */
function unpack(data) {
  for (const [part, name] of data.packed || [])
    for (const each of data.days.flatMap((day) => day[part])) {
      const at = each[name];
      if (at !== undefined) each[name] = Array.isArray(at) ? at.map((i) => data.shared[i]) : data.shared[at];
    }
  return data;
}

function showResult(data) {
  state.data = data;
  for (const drawn of data.looks) {
    document.documentElement.style.setProperty(`--${drawn.key}`, drawn.colour || "transparent");
    document.documentElement.style.setProperty(`--${drawn.key}-text`, drawn.text);
  }
  for (const names of [data.patients, data.providers]) tellApart(names);
  drawMasthead();
  hideImport();
  startTrends();
  if (!data.days.length) {
    $("content").hidden = true;
    $("title").textContent = "Nothing to show";
    $("privacy").hidden = true;
    $("import").before(
      make("p", {
        classes: "notice",
        text: data.skipped
          ? `No row could be shown: ${plural(data.skipped, "row")} left out. Run timeline check to see which, and why.`
          : "This schedule has no rows. Record a row, or choose another file.",
      }),
    );
    return;
  }
  for (const day of data.days) {
    day.visitOf = [];
    day.visits.forEach((visit, i) => visit.rows.forEach((row) => (day.visitOf[row] = i)));
    prepareSearch(day);
  }
  const asked = new URLSearchParams(location.hash.slice(1)).get("d");
  showDay(data.days.find((day) => day.date === asked) || data.days[0]);
  followLink();
}

/** People who share a name are told apart by their ids. */
function tellApart(names) {
  const shared = new Set();
  const known = new Set();
  for (const name of Object.values(names)) (known.has(name) ? shared : known).add(name);
  for (const [id, name] of Object.entries(names)) if (shared.has(name)) names[id] = `${name} (${id})`;
}

function drawMasthead() {
  const { data } = state;
  const privacy = $("privacy");
  privacy.hidden = false;
  privacy.className = `privacy ${data.privacy === "pseudonymised" ? "pseudonyms" : ""}`;
  privacy.textContent = data.privacy === "pseudonymised" ? "Pseudonymised" : "Contains patient data";
  const list = $("day");
  list.replaceChildren(...data.days.map((day) => make("option", { value: day.date, text: day.title })));
  $("day-field").hidden = data.days.length < 2;
  document.body.classList.toggle("several-days", data.days.length > 1);
  const rows = data.inputs.reduce((total, each) => total + each.rows, 0);
  const left = data.skipped ? `, ${data.skipped} left out` : "";
  const files = data.inputs.map((each) => `${each.file} (sha256 ${each.sha256.slice(0, 12)}…)`).join(", ");
  $("foot").textContent = `Timeline ${data.version} · ${plural(rows, "row")} read${left}${files ? ` · ${files}` : ""}`;
}

function drawFacts() {
  const { data, day } = state;
  const payers = [...new Set(day.visits.map((visit) => visit.payer))].sort();
  const checked = (payer) => {
    const known = data.policies[payer];
    return known ? `${known.title}${known.verified_through ? `, checked through ${known.verified_through}` : ""}` : "";
  };
  const fact = (name, values) => make("div", {}, make("dt", { text: name }), make("dd", {}, ...values));
  $("facts").replaceChildren(
    fact(
      "Policy",
      payers.length
        ? payers.flatMap((payer, i) => [i ? ", " : "", make("span", { text: payer, title: checked(payer) })])
        : ["none"],
    ),
    fact("Contest rule", [make("span", { text: data.contest, title: data.contest_rules[data.contest] })]),
    fact(
      "Evidence",
      day.evidence.length
        ? day.evidence.flatMap((kind, i) => [i ? ", " : "", make("span", { text: kind, title: data.evidence[kind] })])
        : ["none"],
    ),
  );
  const clinic = day.clinics.length > 3 ? plural(day.clinics.length, "clinic") : day.clinics.map(capital).join(", ");
  $("title").replaceChildren(
    make("span", { text: clinic || "Clinic" }),
    make("span", { classes: "title-day", text: day.title }),
  );
}

function showDay(day) {
  play(false);
  state.day = day;
  state.chosen = null;
  $("day").value = day.date;
  [chart.from, chart.to] = [0, 0];
  chart.bars = new Map();
  over.line = over.flag = null;
  drawFacts();
  fillFilters();
  const scrub = $("scrub");
  scrub.min = first();
  scrub.max = last();
  replay.cards = [];
  state.instant = -1;
  drawProof();
  measure();
  [chart.from, chart.to] = bounds();
  applyFilters();
  goTo(startingAt(), { link: false });
}

/** Where a day opens: at its first contested minute or finding that matters, else when it begins. */
function startingAt() {
  const found = state.day.findings.filter((each) => each.severity === "error").map((each) => each.start);
  return found.length ? Math.min(...found) : state.day.start;
}

const writing = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target.tagName === "INPUT" && !/^(range|checkbox|radio|button)$/.test(target.type)));

/** Keys that work anywhere; a control that has a use of its own for a key keeps it. */
function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  if (event.key === "Escape") return escape_(event);
  if (!state.day || writing(event.target) || !$("keys-on").checked) return;
  // The trends stand still: there only the list of keys has a key.
  if (development.shown && event.key !== "?") return;
  const acts = {
    " ": () => (event.target.matches("button, summary, a, input:not([type=range])") ? false : play()),
    ArrowLeft: () => (event.shiftKey ? stepFinding(-1) : step(-60)),
    ArrowRight: () => (event.shiftKey ? stepFinding(1) : step(60)),
    "/": () => $("search").focus(),
    "?": openHelp,
  };
  if (!(event.key in acts) || (event.target.type === "radio" && event.key.startsWith("Arrow"))) return;
  if (acts[event.key]() === false) return;
  event.preventDefault();
}

function escape_(event) {
  hideTip();
  if (event.target === $("search") && $("search").value) return setFilter("search", "");
  if (event.target instanceof HTMLElement && writing(event.target)) return event.target.blur();
  if (state.chosen) letGo();
}

function openHelp() {
  play(false);
  $("help").showModal();
}

function start() {
  startFilters();
  startChart();
  startOverlay();
  startReplay();
  listenForTrends();
  sideTab = tabs($("side").querySelector("[role=tablist]"));
  tabs(document.querySelector(".tables [role=tablist]"), markChosen);
  $("day").addEventListener("change", (event) => {
    showDay(state.data.days.find((day) => day.date === event.target.value));
    linkInstant();
  });
  $("help-open").addEventListener("click", openHelp);
  $("help-close").addEventListener("click", () => $("help").close());
  document.addEventListener("keydown", onKey);
  const given = $("payload");
  if (given) showResult(unpack(JSON.parse(given.textContent)));
  startHome()
    .then(() => chart.drawing)
    .then(() => (document.body.dataset.ready = "true"));
}

start();
