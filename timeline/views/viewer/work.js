// Which findings the worklist shows: its filter, its facets with counts, its groups.

import { capital } from "./base.js";
import { shortDate } from "./dates.js";
import { states, STATES } from "./decided.js";
import { SEVERITIES } from "./filters.js";
import { providerName, roleOf, state } from "./state.js";

/** @type {WorkFilter} */
const ALL = { state: null, rule: null, severity: null, clinic: null, provider: null, with: null };
/** @type {WorkFilter} */
export const filter = { ...ALL };

/** @param {Partial<WorkFilter>} to */
export function setWork(to) {
  Object.assign(filter, ALL, to);
}

/** The facets, in their order: how they are headed, what a finding has of each, how a value is shown. */
export const FACETS = /** @type {const} */ (["state", "severity", "rule", "clinic", "provider"]);
/** @typedef {(typeof FACETS)[number]} Facet */
/** @type {Record<Facet, string>} */
export const HEADS = { state: "State", severity: "Severity", rule: "Finding", clinic: "Site", provider: "Therapist" };

/** @param {Facet} facet @param {WorkTold} each @param {Map<string, StateName>} known */
function has(facet, each, known) {
  if (facet === "state") return [known.get(each.id) ?? "open"];
  return facet === "provider" ? each.providers : [each[facet]];
}

/** @param {Facet} facet @param {string} value */
export function shownAs(facet, value) {
  if (facet === "rule") return state.data.rules[value].title;
  if (facet === "provider") return `${providerName(value)}${roleOf(value) ? `, ${roleOf(value)}` : ""}`;
  return facet === "clinic" && !value ? "No site" : capital(value);
}

/** @param {WorkTold} each @param {Map<string, StateName>} known @param {Facet} [but] a facet that does not count */
function matches(each, known, but) {
  if (filter.with && !each.providers.includes(filter.with)) return false;
  return FACETS.every((facet) => {
    const wanted = filter[facet];
    return facet === but || wanted === null || has(facet, each, known).includes(wanted);
  });
}

/** The findings that the filter leaves. */
export function listed() {
  const known = states();
  return state.data.work.filter((each) => matches(each, known));
}

/**
 * The values of a facet with their counts, under what the other facets leave.
 * @param {Facet} facet
 * @returns {[string, number][]}
 */
export function values(facet) {
  const known = states();
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const each of state.data.work) {
    const counted = matches(each, known, facet);
    for (const value of has(facet, each, known)) counts.set(value, (counts.get(value) ?? 0) + Number(counted));
  }
  /** @type {readonly string[]} */
  const fixed = facet === "state" ? STATES : facet === "severity" ? SEVERITIES : [];
  if (fixed.length) return fixed.map((value) => [value, counts.get(value) ?? 0]);
  /** @type {Map<string, number>} */
  const grave = new Map();
  /** @type {Map<string, number>} */
  const times = new Map();
  // Findings stand as in the list: the gravest first, of these the most, whatever the other facets leave.
  for (const each of facet === "rule" ? state.data.work : []) {
    grave.set(each.rule, Math.min(grave.get(each.rule) ?? Infinity, SEVERITIES.indexOf(each.severity)));
    times.set(each.rule, (times.get(each.rule) ?? 0) + 1);
  }
  return [...counts].sort(([one], [other]) => (grave.get(one) ?? 0) - (grave.get(other) ?? 0) ||
    (times.get(other) ?? 0) - (times.get(one) ?? 0) ||
    shownAs(facet, one).localeCompare(shownAs(facet, other), "en", { numeric: true }),
  );
}

/** What the list can be grouped by. */
export const GROUPS = /** @type {const} */ (["rule", "provider", "cause", "day"]);
/** @typedef {(typeof GROUPS)[number]} Group */

/**
 * @typedef {object} WorkGroup
 * @property {string} key
 * @property {string} title
 * @property {WorkTold[]} findings
 */

/**
 * Group findings; one that names several therapists stands with each of them. The gravest come first,
 * of these the most; days stand in order.
 * @param {WorkTold[]} findings
 * @param {Group} by
 * @returns {WorkGroup[]}
 */
export function grouped(findings, by) {
  /** @type {Map<string, WorkTold[]>} */
  const groups = new Map();
  for (const each of findings) {
    const keys = by === "provider" ? (each.providers.length ? each.providers : [""]) : [String(each[by])];
    for (const key of keys) groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const all = [...groups].map(([key, own]) => ({ key, title: titled(by, key, own), findings: own }));
  if (by === "day") return all;
  // A cause with one finding has no consequence to be decided with it.
  const told = by === "cause" ? joined(all) : all;
  return told.sort((a, b) => (by === "provider" ? 0 : worstOf(a.findings) - worstOf(b.findings)) || b.findings.length - a.findings.length || a.title.localeCompare(b.title, "en"));
}

/**
 * How grave the worst of some findings is, as its place among the severities.
 * @param {WorkTold[]} findings
 */
export const worstOf = (findings) => Math.min(...findings.map((each) => SEVERITIES.indexOf(each.severity)));

/** @param {WorkGroup[]} groups */
function joined(groups) {
  const alone = groups.filter((each) => each.findings.length === 1);
  const several = groups.filter((each) => each.findings.length > 1);
  if (!alone.length) return several;
  return [...several, { key: "alone", title: "Findings on their own", findings: alone.flatMap((each) => each.findings) }];
}

/** @param {Group} by @param {string} key @param {WorkTold[]} own */
function titled(by, key, own) {
  if (by === "day") return shortDate(state.data.days[Number(key)].date);
  if (by === "provider") return key ? shownAs("provider", key) : "No therapist named";
  if (by === "rule") return shownAs("rule", key);
  const first = own.find((each) => each.id === key) ?? own[0];
  return `${shownAs("rule", first.rule)}, ${shortDate(state.data.days[first.day].date)} ${first.when}`;
}
