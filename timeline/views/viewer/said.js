// What a finding says, in the page's own way: people by their names, and no date that the page says already.

import { patientName, providerName, state } from "./state.js";

/** An id that no other word of a message can be: letters and digits together. */
const DISTINCT = /^(?=.*\p{L})(?=.*\d)[\p{L}\d][\p{L}\d._-]*$/u;

/**
 * The codes of a result, which may look like ids.
 * @type {WeakMap<string[], Set<string>>}
 */
const known = new WeakMap();

function codesOf() {
  const { codes } = state.data;
  const found = known.get(codes) ?? new Set(codes);
  known.set(codes, found);
  return found;
}

/**
 * The message of a finding, without the date that stands beside it.
 * @param {{ message: string, patients: string[], providers: string[] }} finding
 * @param {string} [date]
 */
export function said({ message, patients, providers }, date = state.day.date) {
  const codes = codesOf();
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const id of patients) names.set(id, patientName(id));
  // One id for two people stays an id.
  for (const id of providers) names.set(id, names.has(id) ? id : providerName(id));
  // "The first on" a date is a date of several, and stays.
  const words = message.replaceAll(new RegExp(`(?<!the first) on ${date}`, "g"), "").split(/([\p{L}\d](?:[\p{L}\d._-]*[\p{L}\d])?)/u);
  return words.map((word) => (DISTINCT.test(word) && !codes.has(word) ? (names.get(word) ?? word) : word)).join("");
}
