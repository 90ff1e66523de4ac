// What leaves the worklist: a list for billing, and a sheet of paper for each therapist.

import { $, capital, make, minutesOf, plural } from "./base.js";
import { csv, save } from "./csv.js";
import { shortDate } from "./dates.js";
import { decisions } from "./decided.js";
import { said } from "./said.js";
import { patientLabel, providerLabel, state } from "./state.js";
import { grouped } from "./work.js";

const HEADS = [
  ...["date", "time", "site", "patients", "providers", "severity", "finding", "minutes", "units_at_risk"],
  ...["what_happened", "what_to_do", "state", "reason", "initials", "decided"],
];

/**
 * Save findings as a table for billing: ids, no names, and what was decided.
 * @param {WorkTold[]} findings
 */
export function forBilling(findings) {
  const known = decisions();
  const rows = findings.map((each) => {
    const decided = known.get(each.id);
    return [
      ...[state.data.days[each.day].date, each.when, each.clinic, each.patients.join(" "), each.providers.join(" ")],
      ...[each.severity, state.data.rules[each.rule].title, Math.floor(each.seconds / 60), each.units_at_risk],
      ...[each.message, each.remedy, decided?.decision ?? "open", decided?.reason ?? "", decided?.initials ?? "", decided?.time ?? ""],
    ];
  });
  const { days } = state.data;
  save(`findings ${days[0].date} to ${days[days.length - 1].date}.csv`, csv([HEADS, ...rows]));
}

/**
 * Lay findings out as a sheet for each therapist, and print them.
 * @param {WorkTold[]} findings
 */
export function forTherapists(findings) {
  const sheets = grouped(findings, "provider").filter((group) => group.key);
  $("sheets").replaceChildren(...sheets.map(sheet));
  document.body.classList.add("sheets-only");
  print();
}

/** @param {import("./work.js").WorkGroup} group */
function sheet({ key, findings }) {
  const { days, privacy } = state.data;
  const known = decisions();
  const items = findings.map((each) => {
    const decided = known.get(each.id);
    const who = each.patients.map(patientLabel).join(", ");
    return make(
      "li",
      {},
      make(
        "h3",
        {},
        `${shortDate(days[each.day].date)}, ${each.when} · ${state.data.rules[each.rule].title}`,
        make("small", { text: decided ? ` ${capital(decided.decision)}` : " Open" }),
      ),
      who ? make("p", { text: who }) : null,
      make("p", { text: said(each, days[each.day].date) }),
      make("p", {}, make("b", { text: "To do: " }), each.remedy),
      decided ? make("p", { text: `${capital(decided.decision)} by ${decided.initials}: ${decided.reason}` }) : null,
    );
  });
  const seconds = findings.reduce((sum, each) => sum + each.seconds, 0);
  const range = `${days[0].title}${days.length > 1 ? ` to ${days[days.length - 1].title}` : ""}`;
  return make(
    "section",
    { classes: "sheet" },
    make("h2", { text: providerLabel(key) }),
    make("p", { text: `${range} · ${plural(findings.length, "finding")} · ${minutesOf(seconds)} minutes concerned` }),
    make("p", { text: privacy === "pseudonymised" ? "Pseudonymized" : "Contains patient data" }),
    make("ol", {}, ...items),
  );
}

export function startHandout() {
  addEventListener("afterprint", () => {
    document.body.classList.remove("sheets-only");
    $("sheets").replaceChildren();
  });
}
