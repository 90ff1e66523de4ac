// Search and filters: one selection drives tiles, chart, cards and tables together.

import { $, capital, make, plural } from "./base.js";
import { logKept, states, STATES } from "./decided.js";
import { emit } from "./events.js";
import { patientLabel, patientName, providerLabel, providerName, roleOf, state } from "./state.js";

export const filter = { search: "", clinic: "", provider: "", patient: "", payer: "", severity: "", rule: "", decision: "" };
/** @type {Exclude<keyof typeof filter, "search">[]} */
const FIELDS = ["clinic", "provider", "patient", "payer", "severity", "rule", "decision"];
export const SEVERITIES = ["error", "review", "note"];
export const filtering = () => Object.values(filter).some(Boolean);

/** @param {string} name */
const list = (name) => /** @type {HTMLSelectElement} */ ($(`filter-${name}`));

/**
 * The words of a visit, a finding or a row that a search looks through, made once.
 * @type {WeakMap<Row | Finding | Visit, string>}
 */
const words = new WeakMap();

/** The days whose words are collected. */
const prepared = new WeakSet();

/**
 * The codes of the rows that a finding shows.
 * @type {WeakMap<Finding, string>}
 */
const codesShown = new WeakMap();

/**
 * Collect the words of a day, when somebody looks for the first one.
 * @param {Day} day
 */
function prepareSearch(day) {
  if (prepared.has(day)) return;
  prepared.add(day);
  /** @param {string[]} patients @param {string[]} providers */
  const people = (patients, providers) => [
    ...patients.flatMap((id) => [id, patientName(id)]),
    ...providers.flatMap((id) => [id, providerName(id)]),
  ];
  /** @param {(string | undefined)[]} given */
  const low = (given) => given.filter(Boolean).join("\n").toLowerCase();
  for (const row of day.rows) {
    const who = people(row.patient ? [row.patient] : [], row.provider ? [row.provider] : []);
    words.set(row, low([...who, row.code, row.id, row.note, row.group]));
  }
  for (const finding of day.findings) {
    const codes = finding.rows.map((row) => day.rows[row].code);
    const title = state.data.rules[finding.rule].title;
    const who = people(finding.patients, finding.providers);
    words.set(finding, low([...who, finding.rule, title, finding.message]));
    codesShown.set(finding, low(codes));
  }
  for (const visit of day.visits) {
    const codes = visit.codes.flatMap((code) => [code.code, code.name]);
    words.set(visit, low([...people([visit.patient], visit.providers), visit.discipline, visit.payer, ...codes]));
  }
}

/**
 * Work out what the filters leave: findings, visits and rows of the day, by number.
 * @returns {Shown}
 */
export function selected() {
  const day = state.day;
  const terms = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  if (terms.length) prepareSearch(day);
  /** @param {Row | Finding | Visit} each */
  const matches = (each) => terms.every((term) => words.get(each)?.includes(term));
  /** @param {Finding} each */
  const shown = (each) =>
    terms.every((term) => words.get(each)?.includes(term) || codesShown.get(each)?.includes(term));
  /** @param {Finding} finding */
  const about = (finding) =>
    (!filter.provider || finding.providers.includes(filter.provider)) &&
    (!filter.patient || finding.patients.includes(filter.patient)) &&
    (!filter.payer || finding.payers.includes(filter.payer)) &&
    (!filter.clinic || !finding.rows.length || finding.rows.some(atSite)) &&
    (!filter.severity || finding.severity === filter.severity) &&
    (!filter.rule || finding.rule === filter.rule) &&
    (!filter.decision || (decided.get(finding.id) ?? "open") === filter.decision);
  const byFinding = Boolean(filter.severity || filter.rule || filter.decision);
  const site = filter.clinic ? day.clinics.indexOf(filter.clinic) : -1;
  /** @param {number} i */
  const atSite = (i) => !filter.clinic || (day.rows[i].site ?? 0) === site;
  const decided = filter.decision ? states() : new Map();
  const findings = new Set(day.findings.flatMap((each, i) => (about(each) && shown(each) ? [i] : [])));
  const shows = new Set([...findings].flatMap((i) => day.findings[i].rows));
  const concerned = new Set([...findings].flatMap((i) => day.findings[i].visits));
  // A search for words that only a finding has leads to what the finding shows; a code leads to its own rows alone,
  // for a note on the whole day shows the rows of every code.
  const telling = [...findings].filter((i) => matches(day.findings[i]));
  const told = { rows: new Set(), visits: new Set() };
  for (const i of telling) {
    for (const row of day.findings[i].rows) told.rows.add(row);
    for (const visit of day.findings[i].visits) told.visits.add(visit);
  }
  /** @param {Row | Visit} each @param {boolean} inFinding */
  const found = (each, inFinding) => !terms.length || matches(each) || inFinding;
  const visits = new Set();
  day.visits.forEach((visit, i) => {
    const own =
      (!filter.clinic || visit.clinic === filter.clinic) &&
      (!filter.provider || visit.providers.includes(filter.provider)) &&
      (!filter.patient || visit.patient === filter.patient) &&
      (!filter.payer || visit.payer === filter.payer);
    if (own && (!byFinding || concerned.has(i)) && found(visit, told.visits.has(i))) visits.add(i);
  });
  const rows = new Set();
  const matched = new Set();
  day.rows.forEach((row, i) => {
    const own =
      atSite(i) &&
      (!filter.provider || row.provider === filter.provider) &&
      (!filter.patient || row.patient === filter.patient) &&
      (!filter.payer || payerOf(i) === filter.payer);
    // What a finding shows stays whole: the other half of a contest may be time away, or somebody else's row.
    const kept = shows.has(i) || (!byFinding && (row.patient ? true : !filter.payer && !filter.patient));
    if ((own || (byFinding && shows.has(i))) && kept && found(row, told.rows.has(i))) rows.add(i);
    if (terms.length && rows.has(i) && matches(row)) matched.add(i);
  });
  return { findings, visits, rows, matched };
}

/**
 * The payer that counts a row: its visit's; a booking that is only a plan has its own.
 * @param {number} number
 */
function payerOf(number) {
  const visit = state.visitOf[number];
  return visit === undefined ? state.day.rows[number].payer || "" : state.day.visits[visit].payer;
}

/**
 * What each filter offers on the day shown: value and word.
 * @type {Record<(typeof FIELDS)[number], [string, string][]>}
 */
const offers = { clinic: [], provider: [], patient: [], payer: [], severity: [], rule: [], decision: [] };
const ALL = {
  clinic: "All sites",
  provider: "All providers",
  patient: "All patients",
  payer: "All payers",
  severity: "All severities",
  rule: "All rules",
  decision: "Open or decided",
};

/**
 * The values that a filter offers, in their order.
 * @param {(typeof FIELDS)[number]} name
 */
export const choices = (name) => offers[name].map(([value]) => value);

/** Offer what the day shown has to choose from; a choice survives where it still exists. */
export function fillFilters() {
  const { day, data } = state;
  offers.clinic = day.clinics.length > 1 ? day.clinics.map((clinic) => [clinic, capital(clinic)]) : [];
  offers.provider = day.views.provider.keys
    .filter(Boolean)
    .map((id) => [id, `${providerLabel(id)}${roleOf(id) ? `, ${roleOf(id)}` : ""}`]);
  const patients = [...new Set(day.rows.flatMap((row) => (row.patient ? [row.patient] : [])))];
  patients.sort((a, b) => patientName(a).localeCompare(patientName(b), "en", { numeric: true }));
  offers.patient = patients.map((id) => [id, patientLabel(id)]);
  offers.payer = [...new Set(day.visits.map((visit) => visit.payer))].sort().map((payer) => [payer, payer]);
  offers.severity = SEVERITIES.map((each) => [each, capital(each)]);
  const rules = [...new Set(day.findings.map((finding) => finding.rule))];
  rules.sort((a, b) => data.rules[a].title.localeCompare(data.rules[b].title, "en"));
  offers.rule = rules.map((rule) => [rule, data.rules[rule].title]);
  offers.decision = logKept() ? STATES.map((each) => [each, capital(each)]) : [];
  for (const name of FIELDS) if (!choices(name).includes(filter[name])) filter[name] = "";
}

/**
 * How many visits, or findings, a choice would leave beside the other filters.
 * @param {(typeof FIELDS)[number]} name
 * @returns {Map<string, number>}
 */
function counts(name) {
  const kept = filter[name];
  filter[name] = "";
  const { visits, findings } = selected();
  filter[name] = kept;
  const { day } = state;
  const decided = name === "decision" ? states() : new Map();
  const found =
    name === "severity" || name === "rule" || name === "decision"
      ? [...findings].map((i) => (name === "decision" ? (decided.get(day.findings[i].id) ?? "open") : day.findings[i][name]))
      : [...visits].flatMap((i) => (name === "provider" ? day.visits[i].providers : day.visits[i][name]));
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const value of found) sums.set(value, (sums.get(value) || 0) + 1);
  return sums;
}

/** Write the lists to choose from anew, each choice with how many it would leave. */
function drawChoices() {
  for (const name of FIELDS) {
    const field = list(name);
    /** @type {HTMLElement} */ (field.closest("label")).hidden = !offers[name].length;
    if (!offers[name].length) continue;
    const sums = counts(name);
    field.replaceChildren(
      make("option", { value: "", text: ALL[name] }),
      ...offers[name].map(([value, text]) => make("option", { value, text: `${text} (${sums.get(value) || 0})` })),
    );
    field.value = filter[name];
    field.classList.toggle("set", Boolean(filter[name]));
  }
}

/** Apply the filters everywhere. */
export function applyFilters() {
  state.shown = selected();
  drawChoices();
  $("filter-clear").disabled = !filtering();
  document.body.classList.toggle("filtering", filtering());
  const { visits, findings } = state.shown;
  const all = state.day;
  $("filter-told").textContent = filtering()
    ? `${visits.size} of ${plural(all.visits.length, "visit")} and ${findings.size} of ${plural(all.findings.length, "finding")} shown`
    : `${plural(all.visits.length, "visit")} and ${plural(all.findings.length, "finding")}`;
  emit("filtered");
}

/** @param {keyof typeof filter} name @param {string} value */
export function setFilter(name, value) {
  filter[name] = value;
  if (name === "search") $("search").value = value;
  applyFilters();
}

/**
 * Set these filters and no others.
 * @param {Partial<typeof filter>} wanted
 */
export function setFilters(wanted) {
  for (const name of FIELDS) filter[name] = wanted[name] ?? "";
  filter.search = $("search").value = wanted.search ?? "";
  applyFilters();
}

const clearFilters = () => setFilters({});

export function startFilters() {
  let typing = 0;
  $("search").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => setFilter("search", $("search").value.trim()), 150);
  });
  for (const name of FIELDS) list(name).addEventListener("change", () => setFilter(name, list(name).value));
  $("filter-clear").addEventListener("click", () => {
    clearFilters();
    $("search").focus();
  });
  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("[data-clear]")) {
      clearFilters();
      $("search").focus();
    }
  });
  const wide = matchMedia("(min-width: 62rem)");
  const fold = () => ($("filter-more").open = wide.matches);
  wide.addEventListener("change", fold);
  fold();
}
