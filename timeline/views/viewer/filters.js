// Search and filters: one selection drives tiles, chart, cards and tables together.

const filter = { search: "", provider: "", patient: "", payer: "", severity: "", rule: "" };
const FIELDS = ["provider", "patient", "payer", "severity", "rule"];
const SEVERITIES = ["error", "review", "note"];
const filtering = () => Object.values(filter).some(Boolean);

/** Words of a visit, a finding or a row that a search looks through, made once per day. */
function prepareSearch(day) {
  const people = (patients, providers) => [
    ...patients.flatMap((id) => [id, patientName(id)]),
    ...providers.flatMap((id) => [id, providerName(id)]),
  ];
  const low = (words) => words.filter(Boolean).join("\n").toLowerCase();
  for (const row of day.rows) {
    const at = [row.patient].filter(Boolean);
    row.words = low([...people(at, [row.provider].filter(Boolean)), row.code, row.id, row.note, row.group]);
  }
  for (const finding of day.findings) {
    const codes = finding.rows.map((row) => day.rows[row].code);
    const title = state.data.rules[finding.rule].title;
    finding.words = low([
      ...people(finding.patients, finding.providers),
      finding.rule,
      title,
      finding.message,
      ...codes,
    ]);
  }
  for (const visit of day.visits) {
    const codes = visit.codes.flatMap((code) => [code.code, code.name]);
    visit.words = low([...people([visit.patient], visit.providers), visit.discipline, visit.payer, ...codes]);
  }
}

/** Work out what the filters leave: findings, visits and rows of the day, by number. */
function select() {
  const day = state.day;
  const terms = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (words) => terms.every((term) => words.includes(term));
  const about = (finding) =>
    (!filter.provider || finding.providers.includes(filter.provider)) &&
    (!filter.patient || finding.patients.includes(filter.patient)) &&
    (!filter.payer || finding.payers.includes(filter.payer)) &&
    (!filter.severity || finding.severity === filter.severity) &&
    (!filter.rule || finding.rule === filter.rule);
  const byFinding = Boolean(filter.severity || filter.rule);
  const findings = new Set(day.findings.flatMap((each, i) => (about(each) && matches(each.words) ? [i] : [])));
  const shows = new Set([...findings].flatMap((i) => day.findings[i].rows));
  const concerned = new Set([...findings].flatMap((i) => day.findings[i].visits));
  // A search for words that only a finding has leads to what the finding shows.
  const found = (each, inFinding) => !terms.length || matches(each.words) || inFinding;
  const visits = new Set();
  day.visits.forEach((visit, i) => {
    const own =
      (!filter.provider || visit.providers.includes(filter.provider)) &&
      (!filter.patient || visit.patient === filter.patient) &&
      (!filter.payer || visit.payer === filter.payer);
    if (own && (!byFinding || concerned.has(i)) && found(visit, concerned.has(i))) visits.add(i);
  });
  const rows = new Set();
  day.rows.forEach((row, i) => {
    const own =
      (!filter.provider || row.provider === filter.provider) &&
      (!filter.patient || row.patient === filter.patient) &&
      (!filter.payer || payerOf(i) === filter.payer);
    const kept = row.patient ? !byFinding || shows.has(i) : !byFinding && !filter.payer && !filter.patient;
    if (own && kept && found(row, shows.has(i))) rows.add(i);
  });
  return { findings, visits, rows };
}

/** The payer that counts a row: its visit's; a booking that is only a plan has its own. */
function payerOf(number) {
  const visit = state.day.visitOf[number];
  return visit === undefined ? state.day.rows[number].payer || "" : state.day.visits[visit].payer;
}

/** Fill a list to choose from; every entry says what it is, and the choice survives where it still exists. */
function fillChoice(name, all, entries) {
  const list = $(`filter-${name}`);
  list.replaceChildren(
    make("option", { value: "", text: all }),
    ...entries.map(([value, text]) => make("option", { value, text })),
  );
  if (!entries.some(([value]) => value === filter[name])) filter[name] = "";
  list.value = filter[name];
}

function fillFilters() {
  const { day, data } = state;
  const count = (list, test) => list.filter(test).length;
  fillChoice(
    "provider",
    "All providers",
    day.views.provider.keys
      .filter(Boolean)
      .map((id) => [id, `${providerLabel(id)}${data.roles[id] ? `, ${data.roles[id]}` : ""}`]),
  );
  const patients = [...new Set(day.rows.map((row) => row.patient).filter(Boolean))];
  patients.sort((a, b) => patientName(a).localeCompare(patientName(b), "en", { numeric: true }));
  fillChoice(
    "patient",
    "All patients",
    patients.map((id) => [id, patientLabel(id)]),
  );
  const payers = [...new Set(day.visits.map((visit) => visit.payer))].sort();
  fillChoice(
    "payer",
    "All payers",
    payers.map((payer) => [payer, payer]),
  );
  fillChoice(
    "severity",
    "All severities",
    SEVERITIES.map((each) => [each, `${capital(each)} (${count(day.findings, (f) => f.severity === each)})`]),
  );
  const rules = [...new Set(day.findings.map((finding) => finding.rule))];
  rules.sort((a, b) => data.rules[a].title.localeCompare(data.rules[b].title, "en"));
  fillChoice(
    "rule",
    "All rules",
    rules.map((rule) => [rule, `${data.rules[rule].title} (${count(day.findings, (f) => f.rule === rule)})`]),
  );
}

/** Apply the filters everywhere. */
function applyFilters() {
  state.shown = select();
  $("filter-clear").disabled = !filtering();
  document.body.classList.toggle("filtering", filtering());
  const { visits, findings } = state.shown;
  const all = state.day;
  $("filter-told").textContent = filtering()
    ? `${visits.size} of ${plural(all.visits.length, "visit")} and ${findings.size} of ${plural(all.findings.length, "finding")} shown`
    : `${plural(all.visits.length, "visit")} and ${plural(all.findings.length, "finding")}`;
  drawTiles();
  drawTables();
  drawMarks();
  drawChart();
  drawCards(true);
}

function setFilter(name, value) {
  filter[name] = value;
  if (name === "search") $("search").value = value;
  else $(`filter-${name}`).value = value;
  applyFilters();
}

function clearFilters() {
  for (const name of Object.keys(filter)) filter[name] = "";
  $("search").value = "";
  for (const name of FIELDS) $(`filter-${name}`).value = "";
  applyFilters();
}

function startFilters() {
  let typing = 0;
  $("search").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => setFilter("search", $("search").value.trim()), 150);
  });
  for (const name of FIELDS)
    $(`filter-${name}`).addEventListener("change", (event) => setFilter(name, event.target.value));
  $("filter-clear").addEventListener("click", () => {
    clearFilters();
    $("search").focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-clear]")) {
      clearFilters();
      $("search").focus();
    }
  });
  const wide = matchMedia("(min-width: 62rem)");
  const fold = () => ($("filter-more").open = wide.matches);
  wide.addEventListener("change", fold);
  fold();
}
