// How many patients there are for a therapist, instant by instant: under each row, and for a site under the chart.

import { widthIn } from "./names.js";
import { roleOf, wall } from "./state.js";

/** Roles whose time one patient or one group can have: what a claim asks of. */
const SKILLED = new Set(["PT", "OT", "SLP", "PTA", "OTA", "SLPA"]);
export const QUARTER = 900; // seconds

/**
 * What was found already: every row of the chart asks for its provider.
 * @type {WeakMap<Day, Load[]>}
 */
const made = new WeakMap();

/**
 * The patients of every provider of a day, span by span; `over` are claims beyond the one that can be attended.
 * @param {Day} day
 * @returns {Load[]}
 */
function loads(day) {
  const known = made.get(day);
  if (known) return known;
  const found = day.provider_instants.flatMap(({ provider, spans }) => {
    /** @type {Map<number, LoadSpan[]>} */
    const bySite = new Map();
    for (const [start, end, doing, demands, , patients, rows] of spans) {
      const site = siteOf(day, provider, rows);
      const over = doing === "contested" ? demands.length - 1 : 0;
      bySite.set(site, [...(bySite.get(site) ?? []), { at: wall(start), until: wall(start) + (end - start), patients: patients.length, over }]);
    }
    return [...bySite].map(([site, all]) => ({ provider, site, spans: all }));
  });
  made.set(day, found);
  return found;
}

/**
 * The load of a provider.
 * @param {string} key
 * @param {Day} day
 */
export const loadOf = (key, day) => loads(day).filter(({ provider }) => provider === key).flatMap(({ spans }) => spans);

/**
 * The most at one instant of every quarter hour of a site: patients with therapists and assistants, those of them
 * there, and the claims that go beyond what they can attend.
 * @param {number} site
 * @param {Day} day
 * @returns {LoadCell[]}
 */
export function siteLoad(site, day) {
  /** @type {Map<number, number[]>} */
  const edges = new Map();
  /** @param {number} clock @param {number[]} change */
  const add = (clock, change) => edges.set(clock, (edges.get(clock) || [0, 0, 0]).map((sum, i) => sum + change[i]));
  for (const { provider, site: at, spans } of loads(day)) {
    if (at !== site || !SKILLED.has(roleOf(provider))) continue;
    for (const { at: from, until, patients, over } of spans) {
      const change = [patients, 1, over];
      add(from, change);
      add(until, change.map((each) => -each));
    }
  }
  return quarters([...edges].sort((a, b) => a[0] - b[0]));
}

/**
 * The site of everybody's first row of the day, found once: a day of many sites asks it for every span.
 * @type {WeakMap<Day, Map<string, number>>}
 */
const homes = new WeakMap();

/** @param {Day} day @param {string} provider */
export function homeOf(day, provider) {
  let known = homes.get(day);
  if (!known) {
    known = new Map();
    for (const { provider: who, site } of day.rows) if (who && !known.has(who)) known.set(who, site ?? 0);
    homes.set(day, known);
  }
  return known.get(provider);
}

/**
 * The site a provider is at: by the rows open there and then, else by any row of the day.
 * @param {Day} day
 * @param {string} provider
 * @param {number[]} open
 */
function siteOf(day, provider, open) {
  if (day.clinics.length < 2) return 0;
  return (open.length ? day.rows[open[0]].site : homeOf(day, provider)) ?? 0;
}

/** @param {[number, number[]][]} edges */
function quarters(edges) {
  /** @type {Map<number, LoadCell>} */
  const found = new Map();
  const now = [0, 0, 0];
  edges.forEach(([clock, change], i) => {
    change.forEach((by, k) => (now[k] += by));
    const next = edges[i + 1]?.[0] ?? clock;
    for (let at = Math.floor(clock / QUARTER) * QUARTER; at < next; at += QUARTER) {
      const cell = found.get(at) || { at, patients: 0, staff: 0, over: 0 };
      cell.patients = Math.max(cell.patients, now[0]);
      cell.staff = Math.max(cell.staff, now[1]);
      cell.over = Math.max(cell.over, now[2]);
      found.set(at, cell);
    }
  });
  return [...found.values()].filter((cell) => cell.staff > 0 || cell.patients > 0);
}

/**
 * In how many quarter hours a site is asked for more than can be attended; with a plan previewed, before and after.
 * @param {LoadCell[]} cells
 * @param {LoadCell[]} booked
 */
export function overIn(cells, booked) {
  const [after, before] = [cells, booked].map((all) => all.filter((cell) => cell.over).length);
  return after || before ? `over in ${booked.length ? `${before} → ` : ""}${after} × 15 min` : "";
}

/**
 * Who is claimed more than once in a span of a site's day, and for how many seconds.
 * @param {number} site
 * @param {Day} day
 * @param {[number, number]} span wall clocks
 */
export function claimedIn(site, day, [from, to]) {
  return loads(day).flatMap(({ provider, site: at, spans }) => {
    const twice = spans.filter(({ over }) => at === site && over).map((each) => Math.min(each.until, to) - Math.max(each.at, from));
    const seconds = twice.reduce((sum, each) => sum + Math.max(0, each), 0);
    return seconds ? [{ provider, seconds }] : [];
  });
}

/**
 * Draw a site's load: patients as steps, red what is beyond one each, a line for the therapists there. With a plan
 * previewed it is the plan's, and what it takes away is an outline.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {LoadStrip} strip
 */
export function paintLoad(pen, ink, seen, { cells: told, booked, top, height }) {
  const most = Math.max(1, ...[...told, ...booked].map((cell) => Math.max(cell.patients, cell.staff)));
  const foot = top + height - 1;
  const scale = (height - 4) / most;
  pen.fillStyle = ink.line;
  pen.fillRect(seen.left, foot, seen.right - seen.left, 1);
  for (const cell of told) {
    const from = Math.max(seen.left, seen.across(cell.at));
    const width = Math.min(seen.right, seen.across(cell.at + QUARTER)) - from;
    if (width <= 0) continue;
    const over = Math.min(cell.over, cell.patients) * scale;
    pen.fillStyle = ink.load;
    pen.fillRect(from + 0.5, foot - cell.patients * scale, width - 1, cell.patients * scale);
    pen.fillStyle = ink.twice;
    if (over) pen.fillRect(from + 0.5, foot - cell.patients * scale, width - 1, Math.max(4, over));
    pen.fillStyle = ink.muted;
    pen.fillRect(from, foot - cell.staff * scale - 1, width, 1.5);
  }
  if (height > 24) tellRoom(pen, ink, seen, told, (staff) => foot - staff * scale);
  const now = new Map(told.map((cell) => [cell.at, cell]));
  pen.lineWidth = 1.25;
  pen.setLineDash([3, 2]);
  for (const cell of booked) {
    const { patients, over } = now.get(cell.at) ?? { patients: 0, over: 0 };
    if (patients === cell.patients && over === cell.over) continue;
    const from = seen.across(cell.at);
    pen.strokeStyle = cell.over > over ? ink.twice : ink.muted;
    const wide = Math.min(seen.right, seen.across(cell.at + QUARTER)) - Math.max(seen.left, from) - 3;
    if (wide > 0) pen.strokeRect(Math.max(seen.left, from) + 1.5, foot - cell.patients * scale, wide, cell.patients * scale);
  }
  pen.setLineDash([]);
}

/**
 * Say what the line of the therapists means, where it last stands that high.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {LoadCell[]} cells
 * @param {(staff: number) => number} level
 */
function tellRoom(pen, ink, seen, cells, level) {
  const most = Math.max(...cells.map((cell) => cell.staff));
  const last = cells.findLast((cell) => cell.staff === most && cell.patients <= most && seen.across(cell.at + QUARTER) <= seen.right);
  if (!most || !last) return;
  const text = `room for ${most}`;
  pen.font = ink.small;
  pen.fillStyle = ink.muted;
  const x = seen.across(last.at + QUARTER) - widthIn(text, ink.small);
  if (x > seen.left) pen.fillText(text, x, level(most) - 4);
}
