// The result as it was sent: its head is opened at once, a date when somebody looks at it.

import { inflate } from "./inflate.js";

/** @type {string[]} */
let sent = [];
/** @type {any[]} */
let shared = [];
/** @type {[keyof Day, string][]} */
let places = [];
/** @type {Map<number, Promise<Day>>} */
const opened = new Map();

/**
 * Open the head of a result; the dates in it stay as they were sent.
 * @param {Packed} packed
 * @returns {Promise<PageData>}
 */
export async function openResult(packed) {
  const { shared: texts, packed: where, ...data } = JSON.parse(await inflate(packed.head));
  sent = packed.days;
  [shared, places] = [texts, where];
  opened.clear();
  return data;
}

/**
 * Open a date, by its number in the head.
 * @param {number} number
 */
export function openedDay(number) {
  const known = opened.get(number) ?? unpacked(sent[number]);
  opened.set(number, known);
  return known;
}

/**
 * Put what a result says once for many back where it belongs.
 * @param {string} packed
 * @returns {Promise<Day>}
 */
async function unpacked(packed) {
  const day = JSON.parse(await inflate(packed));
  for (const [part, name] of places) {
    for (const each of day[part]) {
      const at = each[name];
      if (at !== undefined) each[name] = Array.isArray(at) ? at.map((i) => shared[i]) : shared[at];
    }
  }
  return day;
}
