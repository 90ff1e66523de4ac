// Where a plan would have the bookings, on the chart as it is: each moved booking's place, and its ghost.

import { $, make } from "./base.js";
import { across, chart, EDGE, repaint } from "./chart.js";
import { shortNames, widthIn } from "./names.js";
import { scene } from "./scene.js";
import { patientName, providerName, shownPlan, state } from "./state.js";

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

/** Lay the ghosts of the plan out on the present drawing. */
export function layGhosts() {
  $("over").querySelector(".ghosts")?.remove();
  ghosts = [];
  for (const each of scene.overlaps) each.cleared = false;
  repaint();
  const plan = shownPlan();
  // What happened stays as it is: a plan changes bookings.
  if (!plan || !state.day?.evidence.includes("scheduled")) return;
  const onlyBooked = state.day.evidence.length === 1;
  const layer = make("div", { classes: "ghosts" });
  const ways = document.createElementNS(SVG, "svg");
  layer.append(ways);
  const day = plan.changes.filter((each) => each.date === state.day.date);
  const moved = new Set(day.map((each) => each.interval_id));
  const added = plan.placed.filter((each) => each.date === state.day.date).map((each) => ({ ...each, provider_before: "", start_before: "", shift_minutes: 0 }));
  const changes = [...day, ...added].sort((a, b) => a.start.localeCompare(b.start));
  const who = state.by === "provider" ? "patient" : "provider";
  const names = shortNames(new Set([...scene.envelopes.map((each) => each.person).filter(Boolean), ...changes.map((each) => each[who])]), who === "patient" ? patientName : providerName);
  for (const change of changes) ghosts.push({ ...ghostOf(change, moved), names: namesOf(change, who) ?? names.get(change[who]) ?? [] });
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
  for (const each of scene.overlaps) each.cleared = (onlyBooked && !plan.effects[0].after) || (state.by === "provider" ? !isLeft(each) : isCleared(each, moved));
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
 * A change with its rows and lanes on the chart.
 * @param {Omit<PlanChange, "role"> & { clinic?: string }} change
 * @param {Set<string>} moved ids of all rows that the plan moves
 * @returns {Ghost}
 */
function ghostOf(change, moved) {
  const { day, by } = state;
  const number = change.start_before ? day.rows.findIndex((each) => each.id === change.interval_id) : -1;
  const own = number < 0 ? undefined : scene.envelopes.find((each) => each.parts.includes(number));
  const site = number < 0 ? Math.max(0, day.clinics.indexOf(change.clinic ?? "")) : (day.rows[number].site ?? 0);
  const key = by === "provider" ? change.provider : change.patient;
  const [at, until] = [clockOn(day.date, change.start), clockOn(day.date, change.end)];
  const row = scene.rows.find((each) => each.key === key && each.site === site) ?? scene.rows.find((each) => each.key === key) ?? null;
  const from = own ? scene.rows[own.row] : null;
  const before = change.start_before ? clockOn(day.date, change.start_before) : 0;
  const handed = change.provider_before !== "" && change.provider !== change.provider_before;
  return {
    patient: change.patient,
    names: [],
    shift: shiftText(change.shift_minutes),
    at,
    until,
    row,
    lane: row ? freeLane(row, at, until, moved) : 0,
    from: own && from ? { row: from, at: before, until: before + until - at, top: own.top, height: own.height } : null,
    handed,
    elements: [],
    way: null,
  };
}

/**
 * The bookings of a row that a plan leaves where they are.
 * @param {SceneRow} row
 * @param {Set<string>} moved
 */
const staying = (row, moved) => row.envelopes.filter((each) => !each.hollow && each.parts.some((number) => !moved.has(state.day.rows[number].id)));

/** @param {number} minutes */
export const shiftText = (minutes) => (minutes ? `${Math.abs(minutes)} min ${minutes > 0 ? "later" : "earlier"}` : "");

/**
 * The first lane of a row on which a ghost meets neither another one nor a booking that stays.
 * @param {SceneRow} row
 * @param {number} at
 * @param {number} until
 * @param {Set<string>} moved
 */
function freeLane(row, at, until, moved) {
  const stay = staying(row, moved);
  for (let lane = 0; lane < row.lanes; lane += 1) {
    const stand = stay.some((each) => each.lane === lane && each.at < until && each.until > at);
    const ghost = ghosts.some((each) => each.row === row && each.lane === lane && each.at < until && each.until > at);
    if (!stand && !ghost) return lane;
  }
  return row.lanes - 1;
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
    if (left_ instanceof HTMLElement) put(left_, { left: was, right: end, top: from.top, height: from.height });
    // Where the ghost lies over the place it leaves, its own words are enough.
    if (left_?.firstChild) left_.firstChild.textContent = ghost.way ? words({ names: ghost.names, shift: "" }, end - was - 8) : "";
    if (!ghost.way) continue;
    const [x, y, tox, toy] = [(was + end) / 2, from.top + from.height / 2, (left + right) / 2, top + height / 2];
    const hidden = right - left < 2 || end - was < 2;
    const edge = toy > y ? top - 1 : top + height + 1;
    ghost.way.setAttribute("d", hidden ? "" : `M${x} ${y}C${x} ${(y + edge) / 2} ${tox} ${(y + edge) / 2} ${tox} ${edge}m-4 ${toy > y ? -6 : 6}l4 ${toy > y ? 6 : -6}l4 ${toy > y ? -6 : 6}`);
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

/**
 * Whether a provider is still claimed twice where an overlap was, as the load of the plan has it.
 * @param {Overlap} overlap
 */
const isLeft = ({ row, at, until }) => scene.rows[row].load.some((each) => each.over && each.at < until && each.until > at);

/**
 * Whether nobody claims a patient's provider any more where an overlap was: the bookings that stay and the ghosts stand apart.
 * @param {Overlap} overlap
 * @param {Set<string>} moved
 */
function isCleared({ row, at, until }, moved) {
  const there = [...staying(scene.rows[row], moved), ...ghosts.filter((each) => each.row === scene.rows[row])].filter((each) => each.at < until && each.until > at);
  return there.every((one, i) => there.every((other, j) => i === j || Math.min(one.until, other.until, until) <= Math.max(one.at, other.at, at)));
}
