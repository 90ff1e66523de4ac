// What a finding says, in the page's own way: people by their names, and no date that the page says already.

import { patientName, providerName, state } from "./state.js";

/** An id that no other word of a message can be: letters and digits together. */
const DISTINCT = /^(?=.*\p{L})(?=.*\d)[\p{L}\d][\p{L}\d._-]*$/u;

/**
 * The codes of a day, which may look like ids.
 * @type {WeakMap<Day, Set<string | undefined>>}
 */
const codesOf = new WeakMap();

function codesOfDay() {
  const codes = codesOf.get(state.day) ?? new Set(state.day.rows.map((row) => row.code));
  codesOf.set(state.day, codes);
  return codes;
}

/**
 * The message of a finding.
 * @param {{ message: string, patients: string[], providers: string[] }} finding
 */
export function said({ message, patients, providers }) {
  const codes = codesOfDay();
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const id of patients) names.set(id, patientName(id));
  // One id for two people stays an id.
  for (const id of providers) names.set(id, names.has(id) ? id : providerName(id));
  const words = message.replaceAll(` on ${state.day.date}`, "").split(/([\p{L}\d](?:[\p{L}\d._-]*[\p{L}\d])?)/u);
  return words.map((word) => (DISTINCT.test(word) && !codes.has(word) ? (names.get(word) ?? word) : word)).join("");
}
