// A plan carried out: a date that it changes, as it would be, in the place of the date as booked.

import { unfolded } from "./days.js";
import { shownPlan, state } from "./state.js";

/** @typedef {{ head: Pick<PageData, "days" | "rules" | "sources">, dayAt: (number: number) => Promise<Day> }} Carried */
/** @type {WeakMap<PlanTold, Promise<Carried>>} */
const opened = new WeakMap();

/**
 * A date as the plan that is previewed would have it; as it is booked where none is, or where the plan leaves it alone.
 * @param {Day} booked
 * @returns {Promise<Day>}
 */
export async function carriedOut(booked) {
  const plan = shownPlan();
  if (!plan) return booked;
  const { data } = state;
  /** @type {Promise<Carried>} */
  const known = opened.get(plan) ?? unfolded(plan.carried_out);
  opened.set(plan, known);
  const { head, dayAt } = await known;
  const number = head.days.findIndex((each) => each.date === booked.date);
  if (number < 0) return booked;
  // What remains may be of a kind that nothing booked is.
  Object.assign(data.rules, head.rules);
  Object.assign(data.sources, head.sources);
  return dayAt(number);
}
