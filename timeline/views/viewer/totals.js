// The totals of the Month view: what was billed and supported, what is claimed twice, and how far the findings are decided.

import { make, minutesOf, plural } from "./base.js";
import { parts } from "./dates.js";
import { states } from "./decided.js";
import { emit } from "./events.js";
import { state } from "./state.js";

/** With more months than this their sums would hide the total. */
const MONTHS = 4;
export const month = () => /** @type {Month} */ (state.data.month);
/** @param {number} count */
export const number = (count) => count.toLocaleString("en-US");
/** @param {number} count */
export const short = (count) => (count ? `−${number(count)}` : "0");
/** @param {number} cents */
const money = (cents) => (cents / 100).toLocaleString("en-US", { style: "currency", currency: "USD" });
/** @param {string | Node} text @param {() => void} click @param {string} [name] */
export const opens = (text, click, name) =>
  make("button", { type: "button", classes: "link", "aria-label": name, on: { click } }, text);

/** How far the findings are decided: all, and those still open, with what is counted of each. */
export function progress() {
  const decided = states();
  const open = state.data.work.filter((each) => !decided.has(each.id));
  return { all: state.data.work.length, open };
}

/** @param {string} label @param {string} value @param {(Node | string)[]} told @param {string} [extra] */
function tile(label, value, told, extra) {
  return make(
    "div",
    { classes: `tile ${extra || ""}` },
    make("h3", { text: label }),
    make("p", { classes: "figure", text: value }),
    make("p", { classes: "tile-told" }, ...told),
  );
}

/** The tiles on claims: what was billed, what is supported, and what lies between; without claims what is known. */
function claimTiles() {
  const { claim, timed_units: timed, exposure_units: exposed, visits, claimed_visits: claimed } = month();
  if (!claim) {
    return [
      tile("Timed units supported", number(timed), ["what was billed is not known: add the claims with --claims"]),
      tile("Units on contested minutes", number(exposed), ["more, if every recorded minute counted"], exposed ? "warn" : ""),
    ];
  }
  const fees = claim.over_cents !== null || claim.under_cents !== null;
  /** @param {number | null} cents @param {string} otherwise */
  const value = (cents, otherwise) => (fees ? `${money(cents ?? 0)} at your fees` : otherwise);
  const all = claimed < visits ? `${number(claimed)} of ${plural(visits, "visit")} claimed` : "as claimed";
  return [
    tile("Units billed", number(claim.billed), [all]),
    tile("Units supported", number(claim.supported), ["by the record"]),
    tile("Over", `+${number(claim.over)}`, [value(claim.over_cents, "billed above the record"), ". ", byMonth(), leftOf("units.over_billed")], claim.over ? "bad" : ""),
    tile("Under", short(claim.under), [value(claim.under_cents, "documented, not billed"), ". ", leftOf("units.under_billed")]),
  ];
}

/** Units over in each month, where the dates lie in a few. */
function byMonth() {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const { date } of state.data.days) sums.set(date.slice(0, 7), 0);
  for (const [day, , , over] of month().by_date) {
    const key = state.data.days[day].date.slice(0, 7);
    sums.set(key, (sums.get(key) ?? 0) + over);
  }
  if (sums.size < 2 || sums.size > MONTHS) return "";
  return `${[...sums].map(([key, over]) => `${parts(`${key}-01`).month}\u00a0+${number(over)}`).join(", ")}. `;
}

/**
 * How many findings of a kind are open, and the way to them; nothing where there are none.
 * @param {string} rule
 */
function leftOf(rule) {
  const all = state.data.work.filter((each) => each.rule === rule).length;
  const open = progress().open.filter((each) => each.rule === rule).length;
  if (!all) return "";
  const text = open === all ? `${number(all)} open` : `${number(open)} of ${number(all)} open`;
  return opens(text, () => emit("open-work", { rule }), `${text}: ${state.data.rules[rule].title}`);
}

export function tiles() {
  const { all, open } = progress();
  const { twice, not_credited: lost, booked, by_date: cells } = month();
  const ahead = cells.reduce((sum, [day, , seconds]) => sum + (booked.includes(day) ? seconds : 0), 0);
  const decided = all - open.length;
  const bar = make("progress", { max: String(Math.max(1, all)), value: String(decided), "aria-label": "Findings decided" });
  return make(
    "section",
    { classes: "month-tiles card", "aria-label": "Totals" },
    ...claimTiles(),
    tile(
      "Minutes claimed twice",
      minutesOf(twice),
      [`of providers; ${minutesOf(lost)} patient minutes not credited${ahead ? `; ${minutesOf(ahead)} of the ${minutesOf(twice)} on days only booked` : ""}`],
      twice ? "bad" : "",
    ),
    tile("To decide", number(open.length), [
      bar,
      `${number(decided)} of ${number(all)} decided. `,
      opens("Open the worklist", () => emit("open-work", {})),
    ]),
  );
}
