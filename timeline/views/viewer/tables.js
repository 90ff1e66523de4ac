// The two tables of a day.

import { $, amountText, badge, capital, make } from "./base.js";
import { states } from "./decided.js";
import { emit } from "./events.js";
import { filtering } from "./filters.js";
import { lightWords } from "./lit.js";
import { partedList } from "./parts.js";
import { said } from "./said.js";
import { patientLabel, patientName, providerName, state } from "./state.js";
import { exposureOf } from "./tiles.js";

/** @type {Record<TableName, { by: string, down: boolean }>} */
const order = { findings: { by: "", down: false }, visits: { by: "", down: false } };
/** @type {Record<TableName, PartedList | null>} */
const lists = { findings: null, visits: null };
/**
 * The chosen row of each table.
 * @type {Record<TableName, HTMLElement | undefined>}
 */
const marked = { findings: undefined, visits: undefined };
/** @param {number | null | undefined} count */
export const asUnits = (count) => (count === null || count === undefined ? "open" : String(count));

/**
 * How much a finding matters, and what was decided on it.
 * @param {Finding} finding
 */
function graded({ id, severity }) {
  const decided = states().get(id);
  return decided ? make("span", { classes: "graded" }, badge(severity), make("small", { text: capital(decided) })) : badge(severity);
}

/** @type {Record<string, number>} */
const SEVERITY_RANK = { error: 0, review: 1, note: 2 };
/** @type {Column<Finding>[]} */
const FINDINGS = [
  { key: "severity", head: "Severity", sort: (f) => SEVERITY_RANK[f.severity], cell: graded },
  { key: "when", head: "When", sort: (f) => f.start, cell: (f, i) => opener("finding", i, f.when) },
  {
    key: "rule",
    head: "Finding",
    some: true,
    sort: (f) => state.data.rules[f.rule].title,
    cell: (f) => state.data.rules[f.rule].title,
  },
  {
    key: "who",
    head: "Patients and providers",
    some: true,
    sort: (f) => [...f.patients.map(patientName), ...f.providers.map(providerName)].join(),
    cell: people,
  },
  {
    key: "minutes",
    head: "Minutes",
    number: true,
    sort: (f) => f.seconds,
    cell: (f) => (f.seconds ? minuteText(f) : "–"),
  },
  {
    key: "units",
    head: "Units at risk",
    number: true,
    sort: (f) => f.units_at_risk,
    cell: (f) => String(f.units_at_risk || "–"),
  },
  { key: "message", head: "What happened", wide: true, cell: (f) => said(f) },
];
/** What a payer would do with the worst line of a visit, the worst first: sorted once, the biller's list. */
const OUTCOMES = ["denied", "returned", "recouped", "reduced", "unknown", "paid", ""];
/** @type {Column<Visit>[]} */
const VISITS = [
  {
    key: "patient",
    head: "Patient",
    lead: true,
    sort: (v) => patientName(v.patient),
    cell: (v, i) => opener("visit", i, patientLabel(v.patient)),
  },
  { key: "when", head: "When", named: true, sort: (v) => v.start, cell: (v) => v.when },
  { key: "discipline", head: "For", named: true, sort: (v) => v.discipline, cell: (v) => v.discipline },
  { key: "payer", head: "Payer", named: true, sort: (v) => v.payer, cell: (v) => v.payer },
  {
    key: "one",
    head: "One-on-one",
    number: true,
    sort: (v) => v.seconds.one_on_one || 0,
    cell: (v) => inState(v, "one_on_one"),
  },
  { key: "group", head: "Group", number: true, sort: (v) => v.seconds.group || 0, cell: (v) => inState(v, "group") },
  {
    key: "contested",
    head: "Not credited",
    number: true,
    sort: (v) => v.seconds.contested || 0,
    cell: (v) => inState(v, "contested"),
  },
  {
    key: "timed",
    head: "Timed",
    number: true,
    sort: (v) => v.timed_minutes ?? -1,
    cell: (v) => String(v.timed_minutes ?? "–"),
  },
  {
    key: "treatment",
    head: "Treatment",
    number: true,
    sort: (v) => v.treatment_minutes,
    cell: (v) => String(v.treatment_minutes),
  },
  { key: "units", head: "Units", number: true, sort: (v) => v.units ?? -1, cell: (v) => asUnits(v.units) },
  {
    key: "exposure",
    head: "Exposure",
    number: true,
    sort: exposureOf,
    cell: (v) => String(exposureOf(v) || "–"),
  },
  { key: "lines", head: "On the claim", wide: true, named: true, cell: (v) => lineText(v) },
  {
    key: "payer_does",
    head: "Payer does",
    named: true,
    sort: (v) => OUTCOMES.indexOf(v.payer_does),
    cell: (v) => v.payer_does || "–",
  },
  {
    key: "findings",
    head: "Findings",
    number: true,
    sort: (v) => v.findings.length,
    cell: (v) => String(v.findings.length || "–"),
  },
];

/** @param {Column<any>} column */
const kindOf = (column) =>
  /** @type {const} */ (["number", "wide", "some", "lead"]).filter((kind) => column[kind]).join(" ");
/** @param {Visit} visit @param {string} name */
const inState = (visit, name) => (visit.minutes[name] ? amountText(visit.minutes[name]) : "–");
/** @param {Finding} finding */
const minuteText = (finding) => (Number.isInteger(finding.minutes) ? String(finding.minutes) : finding.lasts);

/**
 * What a claim would carry for a visit.
 * @param {Visit} visit
 */
export function lineText(visit) {
  if (visit.lines.length)
    return visit.lines.join("; ") + (visit.other_lines.length ? ` (or ${visit.other_lines.length} more)` : "");
  if (visit.evidence === "scheduled") return "a booking: the most it can support";
  return visit.units === null ? "left open: no policy counts it" : "nothing";
}

/**
 * Patients in one line, providers in the next.
 * @param {Finding} finding
 */
function people({ patients, providers }) {
  const lines = [patients.map(patientName), providers.map(providerName)].filter((names) => names.length);
  return make(
    "span",
    {},
    ...(lines.length ? lines.map((names) => make("span", { classes: "who", text: names.join(", ") })) : ["–"]),
  );
}

/** @param {Kind} kind @param {number} number @param {string} text */
export function opener(kind, number, text) {
  return make("button", { type: "button", classes: "link", text, on: { click: () => emit("proof", kind, number) } });
}

/** Draw both tables as the filters leave them. */
export function drawTables() {
  drawTable("findings", FINDINGS, state.day.findings, state.shown.findings);
  drawTable("visits", VISITS, state.day.visits, state.shown.visits);
  $("count-findings").textContent = String(state.shown.findings.size);
  $("count-visits").textContent = String(state.shown.visits.size);
}

/**
 * @template Each
 * @param {TableName} name
 * @param {Column<Each>[]} columns
 * @param {Each[]} all
 * @param {Set<number>} numbers
 */
function sorted(name, columns, all, numbers) {
  const { by, down } = order[name];
  const list = [...numbers];
  const sort = columns.find((each) => each.key === by)?.sort;
  if (!sort) return list;
  /** @param {string | number} a @param {string | number} b */
  const compare = (a, b) =>
    typeof a === "number" ? a - Number(b) : a.localeCompare(String(b), "en", { numeric: true });
  return list.sort((a, b) => (down ? -1 : 1) * compare(sort(all[a]), sort(all[b])) || a - b);
}

/**
 * @template Each
 * @param {TableName} name
 * @param {Column<Each>[]} columns
 * @param {Each[]} all
 * @param {Set<number>} numbers
 */
function drawTable(name, columns, all, numbers) {
  const table = $(name);
  const header = make("tr", { role: "row" }, ...columns.map((column) => head(name, columns, column)));
  table.tHead?.replaceChildren(header);
  lists[name] ||= partedList(/** @type {any} */ (table), (i) => rowOf(columns, name === "findings" ? state.day.findings[i] : state.day.visits[i], i), lightWords);
  marked[name] = undefined;
  lists[name].draw(sorted(name, columns, all, numbers));
  table.hidden = numbers.size === 0;
  const empty = $(`${name}-empty`);
  empty.hidden = numbers.size > 0;
  if (numbers.size === 0) {
    const told = filtering()
      ? `No ${name === "findings" ? "finding" : "visit"} matches these filters.`
      : name === "findings"
        ? "Nothing to review: no findings on this day."
        : "No visits on this day.";
    empty.replaceChildren(
      make("p", { text: told }),
      filtering() ? make("button", { type: "button", "data-clear": true, text: "Clear all filters" }) : "",
    );
  }
  markChosen();
}

/**
 * @param {Column<any>[]} columns
 * @param {Finding | Visit} each
 * @param {number} i
 */
function rowOf(columns, each, i) {
  return make(
    "tr",
    { role: "row" },
    ...columns.map((column) => {
      const cell = make("td", {
        role: "cell",
        classes: `${kindOf(column)} col-${column.key}`,
        "data-head": column.number || column.named ? column.head : null,
      });
      cell.append(column.cell(each, i));
      return cell;
    }),
  );
}

/**
 * @param {TableName} name
 * @param {Column<any>[]} columns
 * @param {Column<any>} column
 */
function head(name, columns, column) {
  const { by, down } = order[name];
  const cell = make("th", {
    role: "columnheader",
    scope: "col",
    classes: kindOf(column),
    "data-head": column.sort ? column.head : null,
    "aria-sort": by === column.key ? (down ? "descending" : "ascending") : null,
  });
  if (!column.sort) cell.textContent = column.head;
  else {
    const sort = () => {
      order[name] = { by: column.key, down: by === column.key ? !down : false };
      drawTables();
      $(name).tHead?.rows[0].cells[columns.indexOf(column)].querySelector("button")?.focus();
    };
    cell.append(make("button", { type: "button", classes: "sort", text: column.head, on: { click: sort } }));
  }
  return cell;
}

/** Mark the chosen row in its table, and bring it into its scroll box. */
export function markChosen() {
  for (const [name, kind] of /** @type {[TableName, Kind][]} */ ([
    ["findings", "finding"],
    ["visits", "visit"],
  ])) {
    const row = state.chosen?.kind === kind ? lists[name]?.row(state.chosen.number) : undefined;
    if (marked[name] !== row) marked[name]?.removeAttribute("aria-current");
    marked[name] = row;
    row?.setAttribute("aria-current", "true");
    const box = $(`${name}-panel`);
    if (!row || box.hidden) continue;
    const top = row.offsetTop - ($(name).tHead?.offsetHeight ?? 0);
    if (top < box.scrollTop || row.offsetTop + row.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = top - 8;
  }
}

/**
 * Put the focus on the button that opens a finding or a visit.
 * @param {Chosen} chosen
 */
export function focusOpener({ kind, number }) {
  const row = lists[kind === "finding" ? "findings" : "visits"]?.row(number);
  row?.querySelector("button")?.focus({ preventScroll: true });
}
