// The claim of a visit: what else may be sent, and what a payer would do with what is.

import { make, para, plural, section } from "./base.js";
import { said } from "./said.js";
import { state } from "./state.js";

/**
 * The other allocations the payer's rule permits.
 * @param {Visit} visit
 */
export function otherLines(visit) {
  if (!visit.other_lines.length) return null;
  const listed = visit.other_lines.map((lines) => make("li", { text: lines.join("; ") }));
  const told = para("Also permitted; the clinician decides:", "quiet-text");
  return make("div", {}, told, make("ul", { classes: "plain" }, ...listed));
}

/**
 * The claim that may be sent if somebody can show that two codes were furnished apart.
 * @param {Visit} visit
 */
export function conditionalLines(visit) {
  if (!visit.conditional_lines.length) return null;
  const told = para(`If somebody can show it: ${visit.conditional_lines.join("; ")}`, "quiet-text");
  const asked = visit.asks.map((ask) => make("li", { text: ask }));
  return make("div", {}, told, make("ul", { classes: "plain" }, ...asked));
}

/**
 * What a payer would do with the lines it does not simply pay, the worst first.
 * @param {Visit} visit
 */
export function claimLines(visit) {
  if (!visit.claim_lines.length) return null;
  const [patients, providers] = [Object.keys(state.data.patients), Object.keys(state.data.providers)];
  const listed = visit.claim_lines.map((each) =>
    make(
      "li",
      {},
      make("p", {}, make("b", { text: `${each.line}: ${each.outcome}` }), `, ${plural(each.units, "unit")}`),
      para(said({ message: each.why, patients, providers })),
      para(each.remedy, "quiet-text"),
    ),
  );
  return section("What the payer would do", make("ul", { classes: "plain" }, ...listed));
}
