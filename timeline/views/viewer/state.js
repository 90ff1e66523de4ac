// The one state of the page: what is shown, when, and of whom.

import { two } from "./base.js";

/** @type {PageState} */
export const state = {
  data: /** @type {any} */ (null), // the payload: null until there is a result
  day: /** @type {any} */ (null), // the day shown: null while there is none
  booked: /** @type {any} */ (null), // the same day as it was recorded and booked; another one only while a plan of it is shown
  visitOf: [], // by number of a row of the day: the number of its visit
  by: "provider", // rows of the chart
  now: "provider", // whose view the cards take
  time: 0, // seconds since midnight where the moving line stands
  instant: 0, // the instant the cards tell of: the line's whole minute, or the second asked for
  chosen: null,
  plans: null, // plans for the days to come, where there are any
  plan: 0, // which of them the chart previews; 0 is none
  preview: null, // the change of a booking that is shown on the chart, and nowhere else
  shown: { findings: new Set(), visits: new Set(), rows: new Set(), matched: new Set() }, // what the filters leave
  hidden: new Set(), // states that the legend hides
  playing: false, // the replay runs
  decisions: null, // the server's log, where it keeps one
  logProblem: false, // that log was changed by somebody else
};

/** @type {{ patients: Map<string, string>, providers: Map<string, string>, roles: Map<string, string> }} */
const known = { patients: new Map(), providers: new Map(), roles: new Map() };

/**
 * Learn who is who; people who share a name are told apart by their ids.
 * @param {PageData} data
 */
export function meet(data) {
  known.patients = toldApart(data.patients);
  known.providers = toldApart(data.providers);
  known.roles = new Map(Object.entries(data.roles));
}

/** Signs that turn the direction of what stands after a name as well. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/gu;

/** @param {Record<string, string>} names */
function toldApart(names) {
  const times = new Map();
  const plain = Object.entries(names).map(([id, name]) => [id, name.replace(TURNS, "")]);
  for (const [, name] of plain) times.set(name, (times.get(name) || 0) + 1);
  return new Map(plain.map(([id, name]) => [id, times.get(name) > 1 ? `${name} (${id})` : name]));
}

/** @param {string | undefined} id */
export const patientName = (id) => known.patients.get(id || "") || id || "";
/** @param {string | undefined} id */
export const providerName = (id) => known.providers.get(id || "") || id || state.data.nobody;
/** @param {string | undefined} id */
export const roleOf = (id) => known.roles.get(id || "") || "";
/** @param {string} name @param {string | undefined} id */
const nameAndId = (name, id) => (name === id || !id || name.endsWith(`(${id})`) ? name : `${name} (${id})`);
/** @param {string | undefined} id */
export const patientLabel = (id) => nameAndId(patientName(id), id);
/** @param {string | undefined} id */
export const providerLabel = (id) => nameAndId(providerName(id), id);
/** @param {Finding} finding */
export const namedIn = (finding) => [
  ...finding.patients.filter((id) => known.patients.has(id)).map(patientLabel),
  ...finding.providers.filter((id) => known.providers.has(id)).map(providerLabel),
];

/** @param {string} key */
export const look = (key) => /** @type {Look} */ (state.data.looks.find((each) => each.key === key));

/**
 * Seconds since midnight as the wall clock counts them: apart from elapsed time only after a clock change.
 * @param {number} time
 */
export function wall(time) {
  let shift = 0;
  for (const [from, by] of state.day.shifts) if (time >= from) shift = by;
  return time + shift;
}

/**
 * The first instant at which the wall clock shows `clock`.
 * @param {number} clock
 */
export function unwall(clock) {
  let since = -Infinity;
  let shift = 0;
  for (const [from, by] of [...state.day.shifts, [Infinity, 0]]) {
    if (clock - shift < from) return Math.max(clock - shift, since);
    since = from;
    shift = by;
  }
  return clock;
}

/**
 * A wall clock as people write it; after midnight it goes on counting hours.
 * @param {number} time
 */
export function clockText(time) {
  const shown = Math.floor(wall(time));
  const seconds = shown % 60;
  return `${two(Math.floor(shown / 3600))}:${two(Math.floor(shown / 60) % 60)}${seconds ? `:${two(seconds)}` : ""}`;
}

/** Whether the day shown is a plan's, of which nothing has happened. */
export const planned = () => state.day !== state.booked;

/**
 * The visit of every row of a day, by number.
 * @param {Day} day
 */
export function visitsOf(day) {
  /** @type {number[]} */
  const found = [];
  day.visits.forEach((visit, i) => visit.rows.forEach((row) => (found[row] = i)));
  return found;
}

/** The plan that is previewed; null while the bookings stand as they are. */
export const shownPlan = () => state.plans?.plans[state.plan - 1] ?? null;

export const chosenFinding = () =>
  state.chosen && state.chosen.kind === "finding" ? state.day.findings[state.chosen.number] : null;

/** The rows that what is chosen rests on. */
export function chosenRows() {
  if (!state.chosen) return [];
  const { kind, number } = state.chosen;
  return kind === "finding" ? state.day.findings[number].rows : state.day.visits[number].rows;
}
