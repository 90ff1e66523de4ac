// What a plan changes on the chart that shows it: each moved booking framed, and the place it leaves.

import { $, make } from "./base.js";
import { across, chart, EDGE } from "./chart.js";
import { shortNames, widthIn } from "./names.js";
import { scene } from "./scene.js";
import { patientName, planned, providerName, shownPlan, state } from "./state.js";

const SVG = "http://www.w3.org/2000/svg";
const FONT = 12.5; // pixels of the words on a ghost

/**
 * What a plan moves on the date shown, put on lanes of the present drawing.
 * @type {Ghost[]}
 */
let ghosts = [];
/** The patient whose ghosts stand out, while somebody reads that line of the list. */
let pointed = "";

/**
 * A clock of a plan in seconds since the midnight of a date.
 * @param {string} date
 * @param {string} text
 */
export const clockOn = (date, text) => (Date.parse(`${text.slice(0, 19)}Z`) - Date.parse(`${date}T00:00:00Z`)) / 1000;

/**
 * Let the ghosts of one patient stand out.
 * @param {string} patient
 */
export function pointAt(patient) {
  pointed = patient;
  for (const { elements, patient: of } of ghosts)
    for (const each of elements) each.classList.toggle("quiet", pointed !== "" && of !== pointed);
}

/** Lay the ghosts of the plan out on the present drawing, which is the plan's. */
export function layGhosts() {
  $("over").querySelector(".ghosts")?.remove();
  ghosts = [];
  const plan = shownPlan();
  if (!plan || !planned()) return;
  const layer = make("div", { classes: "ghosts" });
  const ways = document.createElementNS(SVG, "svg");
  layer.append(ways);
  const { date } = state.day;
  const added = plan.placed.map((each) => ({ ...each, provider_before: "", start_before: "", shift_minutes: 0 }));
  const changes = [...plan.changes, ...added].filter((each) => each.date === date).sort((a, b) => a.start.localeCompare(b.start));
  const who = state.by === "provider" ? "patient" : "provider";
  const names = shortNames(new Set([...scene.envelopes.map((each) => each.person).filter(Boolean), ...changes.map((each) => each[who])]), who === "patient" ? patientName : providerName);
  for (const change of changes) ghosts.push({ ...ghostOf(change), names: namesOf(change, who) ?? names.get(change[who]) ?? [] });
  for (const ghost of ghosts) {
    if (!ghost.row) continue;
    if (ghost.from) ghost.elements.push(make("div", { classes: "left-place" }, make("span")));
    if (ghost.from && ghost.from.row !== ghost.row) {
      ghost.way = document.createElementNS(SVG, "path");
      ways.append(ghost.way);
    }
    ghost.elements.push(make("div", { classes: "ghost" }, make("span")));
    layer.append(...ghost.elements);
    if (ghost.way) ghost.elements.push(ghost.way);
  }
  $("over").append(layer);
  pointAt(pointed);
  placeGhosts();
}

/**
 * The names that stand on the chart already for somebody whom a change concerns.
 * @param {{ patient: string, provider: string }} change
 * @param {"patient" | "provider"} who
 */
const namesOf = (change, who) => scene.envelopes.find((each) => each.person === change[who])?.names;

/**
 * A change on the rows and lanes of the chart: its envelope as planned, and the place that it leaves.
 * @param {{ interval_id: string, patient: string, start: string, end: string, start_before: string, shift_minutes: number }} change
 * @returns {Ghost}
 */
function ghostOf(change) {
  const { date } = state.day;
  const [at, until] = [clockOn(date, change.start), clockOn(date, change.end)];
  const own = holding(scene.rows, state.day, change.interval_id);
  const was = change.start_before ? holding(scene.before, state.booked, change.interval_id) : null;
  const row = scene.rows.find((each) => each.key === was?.row.key && each.site === was.row.site);
  const before = clockOn(date, change.start_before);
  return {
    patient: change.patient,
    names: [],
    shift: shiftText(change.shift_minutes),
    at,
    until,
    row: own?.row ?? null,
    lane: own?.envelope.lane ?? 0,
    from: was && row ? { row, at: before, until: before + until - at, ...freeLane(row, before, before + until - at, was.envelope.lane) } : null,
    elements: [],
    way: null,
  };
}

/**
 * The row and the envelope in which an interval is drawn.
 * @param {SceneRow[]} rows
 * @param {Day} day
 * @param {string} id
 */
function holding(rows, day, id) {
  const number = day.rows.findIndex((each) => each.id === id);
  const found = rows.flatMap((row) => row.envelopes.filter(({ parts }) => parts.includes(number)).map((envelope) => ({ row, envelope })));
  return found[0] ?? null;
}

/** @param {number} minutes */
export const shiftText = (minutes) => (minutes ? `${Math.abs(minutes)} min ${minutes > 0 ? "later" : "earlier"}` : "");

/**
 * The lane on which a place that is left can be seen: its own, or another one where nobody is and nobody was. Where there
 * is none it lies under others, and says nothing.
 * @param {SceneRow} row
 * @param {number} at
 * @param {number} until
 * @param {number} own
 */
function freeLane(row, at, until, own) {
  const left = ghosts.flatMap(({ from }) => (from?.row === row ? from : []));
  /** @param {{ lane: number, at: number, until: number }[]} all @param {number} lane */
  const free = (all, lane) => !all.some((each) => each.lane === lane && each.at < until && each.until > at);
  const lanes = [own, ...Array(row.lanes).keys()].filter((lane) => free(row.envelopes, lane));
  const lane = lanes.find((each) => free(left, each));
  return { lane: lane ?? lanes[0] ?? own, free: lane !== undefined };
}

/** Put the ghosts where the present zoom has them. */
export function placeGhosts() {
  for (const ghost of ghosts) {
    if (!ghost.row) continue;
    const { row, from, elements } = ghost;
    const height = scene.lane - 6;
    const top = row.first + ghost.lane * scene.lane;
    const [left, right] = stretch(ghost);
    const shown = elements.find((each) => each.classList.contains("ghost"));
    if (shown instanceof HTMLElement) put(shown, { left, right, top: top - 1, height: height + 2 });
    const name = shown?.firstChild;
    if (name) name.textContent = words(ghost, right - left - 8);
    if (!from) continue;
    const [was, end] = stretch(from);
    const left_ = elements.find((each) => each.classList.contains("left-place"));
    const level = from.row.first + from.lane * scene.lane;
    if (left_ instanceof HTMLElement) put(left_, { left: was, right: end, top: level, height });
    // Where the booking stays on its row, its own words are enough.
    if (left_?.firstChild) left_.firstChild.textContent = ghost.way && from.free ? words({ names: ghost.names, shift: "" }, end - was - 8) : "";
    if (!ghost.way) continue;
    const down = top > level;
    const [x, y, tox] = [(was + end) / 2, down ? level + height : level, (left + right) / 2];
    const hidden = right - left < 2 || end - was < 2;
    const edge = down ? top - 1 : top + height + 1;
    ghost.way.setAttribute("d", hidden ? "" : `M${x} ${y}C${x} ${(y + edge) / 2} ${tox} ${(y + edge) / 2} ${tox} ${edge}m-4 ${down ? -6 : 6}l4 ${down ? 6 : -6}l4 ${down ? -6 : 6}`);
  }
}

/** @param {{ at: number, until: number }} each */
const stretch = ({ at, until }) => [at, until].map((clock) => Math.min(chart.width - EDGE, Math.max(chart.gutter, across(clock))));

/**
 * @param {HTMLElement} element
 * @param {{ left: number, right: number, top: number, height: number }} box
 */
function put(element, { left, right, top, height }) {
  element.hidden = right - left < 2;
  Object.assign(element.style, { left: `${left}px`, width: `${right - left}px`, top: `${top}px`, height: `${height}px` });
}

/**
 * As much of a ghost's words as it has room for, never half a word.
 * @param {{ names: string[], shift: string }} ghost
 * @param {number} room
 */
function words({ names, shift }, room) {
  const font = `650 ${FONT}px ${getComputedStyle($("plot")).fontFamily}`;
  const spoken = [...(shift ? names.map((name) => `${name} · ${shift}`) : []), ...names];
  return spoken.find((text) => widthIn(text, font) <= room) ?? "";
}
