// A result as it was sent: its head is opened at once, a date when somebody looks at it.

import { inflate } from "./inflate.js";

/**
 * Open the head of what was sent; the dates in it stay packed until they are asked for by their number.
 * @template Head
 * @param {Packed} packed
 * @returns {Promise<{ head: Head, dayAt: (number: number) => Promise<Day> }>}
 */
export async function unfolded(packed) {
  const { shared, packed: places, ...head } = JSON.parse(await inflate(packed.head));
  /** @type {Map<number, Promise<Day>>} */
  const opened = new Map();
  /** @param {number} number */
  const dayAt = (number) => {
    const known = opened.get(number) ?? dayIn(packed.days[number], shared, places);
    opened.set(number, known);
    return known;
  };
  return { head, dayAt };
}

/**
 * Put what a result says once for many back where it belongs.
 * @param {string} packed
 * @param {any[]} shared
 * @param {[keyof Day, string][]} places
 * @returns {Promise<Day>}
 */
async function dayIn(packed, shared, places) {
  const day = JSON.parse(await inflate(packed));
  for (const [part, name] of places) {
    for (const each of day[part]) {
      const at = each[name];
      if (at !== undefined) each[name] = Array.isArray(at) ? at.map((i) => shared[i]) : shared[at];
    }
  }
  return day;
}

/** @type {{ dayAt: (number: number) => Promise<Day> }} */
const result = { dayAt: () => Promise.reject(new Error("no result")) };

/**
 * Open the head of the result that the page shows from now on.
 * @param {Packed} packed
 * @returns {Promise<PageData>}
 */
export async function openResult(packed) {
  /** @type {{ head: PageData, dayAt: (number: number) => Promise<Day> }} */
  const { head, dayAt } = await unfolded(packed);
  result.dayAt = dayAt;
  return head;
}

/**
 * Open a date of the result, by its number in the head.
 * @param {number} number
 */
export const openedDay = (number) => result.dayAt(number);
