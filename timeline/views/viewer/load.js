// How many patients there are for a therapist, instant by instant: under each row, and for a site under the chart.

import { roleOf, state, wall } from "./state.js";

/** Roles whose time one patient or one group can have: what a claim asks of. */
const SKILLED = new Set(["PT", "OT", "SLP", "PTA", "OTA", "SLPA"]);
const QUARTER = 900;

/**
 * The patients of a provider, span by span; `over` are claims beyond the one that can be attended.
 * @param {string} key
 * @returns {LoadSpan[]}
 */
export function loadOf(key) {
  const found = state.day.provider_instants.filter((each) => each.provider === key);
  return found.flatMap(({ spans }) =>
    spans.map(([start, end, doing, demands, , patients]) => ({
      at: wall(start),
      until: wall(start) + (end - start),
      patients: patients.length,
      over: doing === "contested" ? demands.length - 1 : 0,
    })),
  );
}

/**
 * The most at one instant of every quarter hour of a site: patients with therapists and assistants, those of them
 * there, and the claims that go beyond what they can attend.
 * @param {number} site
 * @returns {LoadCell[]}
 */
export function siteLoad(site) {
  /** @type {Map<number, number[]>} */
  const edges = new Map();
  /** @param {number} clock @param {number[]} change */
  const add = (clock, change) => edges.set(clock, (edges.get(clock) || [0, 0, 0]).map((sum, i) => sum + change[i]));
  for (const { provider, spans } of state.day.provider_instants) {
    if (!SKILLED.has(roleOf(provider))) continue;
    for (const [start, end, doing, demands, , patients, rows] of spans) {
      if (!atSite(provider, rows, site)) continue;
      const change = [patients.length, 1, doing === "contested" ? demands.length - 1 : 0];
      add(wall(start), change);
      add(wall(start) + (end - start), change.map((each) => -each));
    }
  }
  return cells([...edges].sort((a, b) => a[0] - b[0]));
}

/**
 * Whether a provider is at a site: by the rows open there and then, else by any row of the day.
 * @param {string} provider
 * @param {number[]} open
 * @param {number} site
 */
function atSite(provider, open, site) {
  if (state.day.clinics.length < 2) return true;
  const rows = open.length ? open.map((number) => state.day.rows[number]) : state.day.rows.filter((row) => row.provider === provider);
  return rows.length > 0 && (rows[0].site ?? 0) === site;
}

/** @param {[number, number[]][]} edges */
function cells(edges) {
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
 * Draw a site's load: patients as steps, red what is beyond one each, a line for the therapists there.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {{ cells: LoadCell[], top: number, height: number }} strip
 */
export function paintLoad(pen, ink, seen, { cells: told, top, height }) {
  const most = Math.max(1, ...told.map((cell) => Math.max(cell.patients, cell.staff)));
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
}
