// What a patient has been credited with so far, and who keeps a minute that is claimed twice.

import { spanAt } from "./base.js";
import { patientName, providerName, state } from "./state.js";

/** @type {WeakMap<Day, Map<string, PatientSpan[]>>} */
const credited = new WeakMap();

/** The one-on-one spans of the day by patient. */
function spans() {
  let known = credited.get(state.day);
  if (!known) {
    known = new Map();
    for (const { patient, spans: all } of state.day.patient_instants)
      known.set(patient, [...(known.get(patient) || []), ...all.filter(([, , what]) => what === "one_on_one")]);
    credited.set(state.day, known);
  }
  return known;
}

/**
 * Whole one-on-one minutes that a patient has been credited with before an instant.
 * @param {string} patient
 * @param {number} instant
 */
export function minutesSoFar(patient, instant) {
  let seconds = 0;
  for (const [start, end] of spans().get(patient) || []) seconds += Math.max(0, Math.min(end, instant) - start);
  return Math.floor(seconds / 60);
}

/**
 * Who is claimed twice at an instant, by whom, who keeps the minute, and why; nobody, null.
 * @param {number} instant
 */
export function contestAt(instant) {
  for (const { provider, spans: all } of state.day.provider_instants) {
    const at = spanAt(all, instant);
    if (at < 0 || all[at][2] !== "contested") continue;
    const [, , , demands, engaged, , rows] = all[at];
    if (!rows.some((row) => state.shown.rows.has(row))) continue;
    const kept = engaged.length ? `The minute goes to ${engaged.map(patientName).join(" and ")}` : "Nobody keeps the minute";
    const { contest, contest_rules: meanings } = state.data;
    const claims = [...new Set(demands.map(claim))].join(" and ");
    return { claimed: `${providerName(provider)} is claimed by ${claims}.`, kept: `${kept} (${contest} rule: ${meanings[contest]}).` };
  }
  return null;
}

/** @param {string} label */
const claim = (label) => patientName(label) || "work without a patient";
