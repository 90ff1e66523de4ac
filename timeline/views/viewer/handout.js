// What leaves the worklist: a list for billing, and a sheet of paper for each therapist.

import { $, announce, capital, make, minutesOf, plural } from "./base.js";
import { csv, save } from "./csv.js";
import { shortDate } from "./dates.js";
import { decisions, states } from "./decided.js";
import { SEVERITIES } from "./filters.js";
import { said } from "./said.js";
import { providerLabel, state } from "./state.js";
import { filter, grouped } from "./work.js";

const HEADS = [
  ...["date", "time", "site", "patients", "providers", "severity", "finding", "rule", "minutes", "units_at_risk"],
  ...["what_happened", "what_to_do", "state", "reason", "initials", "decided", "finding_id"],
];
/** A spreadsheet takes a text for UTF-8 only if it begins so. */
const UTF8 = "\ufeff";
/** Decisions after which nothing is left to do. */
const SETTLED = new Set(["corrected", "dismissed"]);

/**
 * Save findings as a table for billing: ids, no names, and what was decided.
 * @param {WorkTold[]} findings
 */
export function forBilling(findings) {
  const known = decisions();
  const rows = findings.map((each) => {
    const decided = known.get(each.id);
    return [
      ...[state.data.days[each.day].date, each.when, each.clinic, each.patients.join(", "), each.providers.join(", "), each.severity],
      ...[state.data.rules[each.rule].title, each.rule, Math.floor(each.seconds / 60), each.units_at_risk, each.message, each.remedy],
      ...[decided?.decision ?? "open", decided?.reason ?? "", decided?.initials ?? "", decided?.time ?? "", each.id],
    ];
  });
  const { days } = state.data;
  save(`findings ${days[0].date} to ${days[days.length - 1].date}.csv`, UTF8 + csv([HEADS, ...rows]));
}

/**
 * Lay out what is left to do of some findings as a sheet for each therapist, and print them.
 * @param {WorkTold[]} findings
 */
export function forTherapists(findings) {
  const known = states();
  /** Who asked for a state, a severity or a kind has it; else what is settled, and notes, are only counted. */
  const wanted = (/** @type {WorkTold} */ { id, severity }) => ({
    settled: !filter.state && SETTLED.has(known.get(id) ?? "open"),
    note: !filter.severity && !filter.rule && severity === "note",
  });
  const sheets = grouped(findings, "provider").flatMap(({ key, findings: own }) => {
    const settled = own.filter((each) => wanted(each).settled);
    const notes = own.filter((each) => wanted(each).note && !wanted(each).settled);
    const left = own.filter((each) => !wanted(each).settled && !wanted(each).note);
    return key && left.length ? [sheet(key, left, { settled: settled.length, notes: notes.length })] : [];
  });
  if (!sheets.length) {
    announce("Nothing is left to do of what is listed.", 50);
    return;
  }
  $("sheets").replaceChildren(...sheets);
  document.body.classList.add("sheets-only");
  print();
}

/**
 * A therapist's sheet: each kind of finding with what to do about it, once, and then where it is.
 * @param {string} key
 * @param {WorkTold[]} findings
 * @param {{ settled: number, notes: number }} beside how many are not on it
 */
function sheet(key, findings, { settled, notes }) {
  const { days, privacy } = state.data;
  const range = `${days[0].title}${days.length > 1 ? ` to ${days[days.length - 1].title}` : ""}`;
  const without = [settled ? `${plural(settled, "finding")} settled` : "", notes ? plural(notes, "note") : ""].filter(Boolean);
  const seconds = findings.reduce((sum, each) => sum + each.seconds, 0);
  const told = `${plural(findings.length, "finding")}, ${minutesOf(seconds)} minutes concerned${without.length ? `; not listed: ${without.join(" and ")}` : ""}`;
  return make(
    "section",
    { classes: "sheet" },
    make("h2", { text: providerLabel(key) }),
    make("p", { text: `${range} · ${told} · ${privacy === "pseudonymised" ? "Pseudonymized" : "Contains patient data"}` }),
    ...grouped(findings, "rule").flatMap(kind),
  );
}

/** @param {import("./work.js").WorkGroup} group */
function kind({ title, findings }) {
  const same = findings.every((each) => each.remedy === findings[0].remedy);
  const known = decisions();
  const inTurn = [...findings].sort((a, b) => a.day - b.day || a.when.localeCompare(b.when));
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((each) => each.severity === severity).length;
    return count ? [plural(count, severity)] : [];
  });
  const rows = inTurn.map((each) => {
    const { date } = state.data.days[each.day];
    const decided = known.get(each.id);
    const after = [same ? "" : each.remedy, decided ? `${capital(decided.decision)} by ${decided.initials}: ${decided.reason}` : ""].filter(Boolean);
    const told = [said(each, date), ...after].join(" ");
    return make(
      "tr",
      {},
      make("td", {}, make("i", { "aria-hidden": "true" })),
      make("td", { text: `${shortDate(date)} ${each.when}` }),
      make("td", { text: told }),
      make("td", { classes: "number", text: each.units_at_risk ? plural(each.units_at_risk, "unit") : "" }),
    );
  });
  return [
    make(
      "div",
      { classes: "sheet-kind" },
      make("h3", {}, title, make("small", { text: ` ${counts.join(", ")}` })),
      same ? make("p", {}, make("b", { text: "To do: " }), findings[0].remedy) : null,
    ),
    make("table", {}, make("tbody", {}, ...rows)),
  ];
}

export function startHandout() {
  addEventListener("afterprint", () => {
    document.body.classList.remove("sheets-only");
    $("sheets").replaceChildren();
  });
}
