// The drawing of the scene on a canvas: ground, bookings, visits with their codes, and over them what overlaps.

import { dark, printing } from "./base.js";
import { label } from "./labels.js";
import { widthIn } from "./names.js";
import { LOW, scene } from "./scene.js";
import { chosenRows, look, state } from "./state.js";
import { band, flags } from "./twice.js";

/** @type {Record<string, string>} */
const DARK = {
  one_on_one: "#2f74a3",
  group: "#b98a1c",
  supervised: "#5d86a3",
  unskilled: "#7d8690",
  rest: "#8a8468",
  busy: "#59646f",
};
const PATTERNS = ["group", "supervised", "unskilled", "rest", "busy", "away"];

/**
 * What the pen needs to know, read once for a drawing.
 * @param {HTMLElement} inside
 * @returns {Inks}
 */
export function inks(inside) {
  const style = getComputedStyle(inside);
  const night = dark.matches && !printing.matches;
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(name).trim();
  const size = Math.max(11, Math.min(14, parseFloat(style.fontSize) * 0.75));
  return {
    night,
    family: style.fontFamily,
    size,
    name: `600 ${size}px ${style.fontFamily}`,
    small: `500 ${size - 1.5}px ${style.fontFamily}`,
    flag: `700 ${size - 0.5}px ${style.fontFamily}`,
    ...{ ground: read("--card"), off: read("--off"), ink: read("--ink"), muted: read("--muted"), line: read("--line") },
    ...{ visit: read("--visit"), edge: read("--visit-line"), twice: read("--twice"), late: read("--warn-line"), load: read("--load") },
    ...{ faint: read("--line-strong"), onTwice: read("--on-twice"), minor: read("--grid-minor"), grid: read("--grid"), accent: read("--accent") },
  };
}

/** @param {string} key @param {Inks} ink */
const colourOf = (key, ink) => (ink.night && DARK[key]) || look(key)?.colour || ink.faint;

/** @type {Map<string, CanvasPattern | string>} */
const patterns = new Map();

/**
 * The fill of a state: its color, with its pattern so that no meaning depends on color alone.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} key
 * @param {Inks} ink
 */
function fillOf(pen, key, ink) {
  if (!PATTERNS.includes(key)) return colourOf(key, ink);
  const id = `${key} ${ink.night}`;
  const known = patterns.get(id);
  if (known) return known;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const on = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  on.fillStyle = key === "away" ? ink.off : colourOf(key, ink);
  on.fillRect(0, 0, 6, 6);
  on.strokeStyle = key === "away" ? ink.faint : ink.night ? "rgb(255 255 255 / 30%)" : "rgb(0 0 0 / 30%)";
  on.globalAlpha = key === "away" ? 0.28 : 1;
  on.lineWidth = 1;
  on.beginPath();
  /** @param {...number} line */
  const line = (...[x, y, to, down]) => (on.moveTo(x, y), on.lineTo(to, down));
  if (key === "unskilled") on.rect(2, 2, 1, 1);
  else if (key === "rest") line(0, 3.5, 6, 3.5);
  else if (key === "busy") line(3.5, 0, 3.5, 6);
  else for (const by of [-6, 0, 6]) line(by, 6, by + 6, 0);
  if (key === "group") for (const by of [-6, 0, 6]) line(by, 0, by + 6, 6);
  on.stroke();
  const made = pen.createPattern(tile, "repeat") || colourOf(key, ink);
  patterns.set(id, made);
  return made;
}

/**
 * Draw the part of the scene that can be seen, or only some of its rows, with the same pixels: edges of neighbors, and
 * rows that end within a pixel of the screen, are drawn with them.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {Set<number>} [only]
 */
export function paint(pen, ink, seen, only) {
  const inSight = scene.rows.flatMap((row, i) => (row.bottom > seen.top && row.top < seen.bottom ? [i] : []));
  const rows = new Set(only ? inSight.filter((i) => [i - 1, i, i + 1].some((near) => only.has(near))) : inSight);
  pen.save();
  pen.beginPath();
  for (const i of rows) if (!only || only.has(i)) pen.rect(...wholePixels(pen, seen, scene.rows[i]));
  if (only) pen.clip();
  pen.clearRect(0, seen.top, seen.right + 20, seen.bottom - seen.top);
  if (!only) pen.clip();
  for (const i of rows) ground(pen, ink, seen, scene.rows[i]);
  hours(pen, ink, seen, rows);
  for (const i of rows) for (const number of scene.rows[i].blocks) block(pen, ink, seen, scene.rows[i], number);
  for (const each of scene.brackets) if (rows.has(each.envelope.row)) bracket(pen, ink, seen, each);
  const lit = state.chosen && !state.playing ? new Set(chosenRows()) : null;
  const drawn = scene.envelopes.filter((each) => rows.has(each.row) && each.until > seen.from && each.at < seen.to);
  for (const each of drawn) envelope(pen, ink, seen, each, lit);
  if (!state.hidden.has("interruption")) interruptions(pen, ink, seen, drawn);
  const marks = scene.overlaps.filter((each) => rows.has(each.row) && each.until > seen.from && each.at < seen.to);
  // What is looked at is the loudest; where nothing is, the worst of the day.
  const finding = state.chosen?.kind === "finding" ? state.chosen.number : NaN;
  /** @param {Overlap} each @returns {Voice} */
  const voice = (each) => {
    if (lit) return each.finding === finding ? "loud" : "quiet";
    return each.worst ? "loud" : "plain";
  };
  for (const each of marks) band(pen, ink, seen, each, voice(each));
  for (const each of drawn) label(pen, ink, seen, each, lit);
  for (const i of rows) flags(pen, ink, seen, marks.filter((each) => each.row === i && !each.cleared), voice);
  pen.restore();
}

/**
 * Where a row is, to whole pixels of the screen: a pixel that is covered in part would keep some of what was there.
 * @param {CanvasRenderingContext2D} pen
 * @param {Seen} seen
 * @param {SceneRow} row
 * @returns {[number, number, number, number]}
 */
function wholePixels(pen, seen, row) {
  const { a: ratio, f: up } = pen.getTransform();
  const [left, right] = [Math.floor(seen.left * ratio) / ratio, Math.ceil(seen.right * ratio) / ratio];
  const [top, bottom] = [(Math.floor(row.top * ratio + up) - up) / ratio, (Math.ceil(row.bottom * ratio + up) - up) / ratio];
  return [left, top, right - left, bottom - top];
}

/** @param {CanvasRenderingContext2D} pen @param {Inks} ink @param {Seen} seen @param {SceneRow} row */
function ground(pen, ink, seen, row) {
  const there = row.shifts.map((number) => state.day.rows[number]).filter(() => !state.hidden.has("shift"));
  pen.fillStyle = there.length ? ink.off : ink.ground;
  pen.fillRect(seen.left, row.top, seen.right - seen.left, row.bottom - row.top);
  pen.fillStyle = ink.ground;
  for (const { at, length } of there) pen.fillRect(seen.across(at), row.top, seen.across(at + length) - seen.across(at), row.bottom - row.top);
  pen.fillStyle = ink.line;
  pen.fillRect(seen.left, row.bottom - 1, seen.right - seen.left, 1);
  loadLine(pen, ink, seen, row);
}

/** @param {CanvasRenderingContext2D} pen @param {Inks} ink @param {Seen} seen @param {Set<number>} rows */
function hours(pen, ink, seen, rows) {
  for (const [step, colour] of /** @type {[number, string][]} */ ([[seen.fine, ink.minor], [seen.step, ink.grid]])) {
    pen.fillStyle = colour;
    for (let clock = Math.ceil(seen.from / step) * step; clock <= seen.to; clock += step)
      for (const i of rows) pen.fillRect(Math.round(seen.across(clock)), scene.rows[i].top, 1, scene.rows[i].bottom - scene.rows[i].top - 1);
  }
}

/**
 * How many patients a provider has at once: a line under the row, thicker with each, red where claimed twice.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {SceneRow} row
 */
function loadLine(pen, ink, seen, row) {
  for (const { at, until, patients, over } of row.load) {
    if (until < seen.from || at > seen.to || !patients) continue;
    const height = 1 + Math.min(4, patients);
    pen.fillStyle = over ? ink.twice : ink.load;
    pen.fillRect(seen.across(at), row.bottom - 1 - height, Math.max(1, seen.across(until) - seen.across(at)), height);
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Inks} ink @param {Seen} seen @param {SceneRow} row @param {number} number */
function block(pen, ink, seen, row, number) {
  const { at, length, kind } = state.day.rows[number];
  const [from, to] = [Math.max(seen.left, seen.across(at)), Math.min(seen.right, seen.across(at + length))];
  if (to < seen.left || from > seen.right) return;
  const width = Math.max(2, to - from);
  pen.fillStyle = fillOf(pen, kind === "away" ? "away" : "busy", ink);
  pen.fillRect(from, row.first - 2, width, row.bottom - row.first - 6);
  // In the middle of what can be seen of it.
  const wide = widthIn("away", ink.small) + 6;
  if (kind !== "away" || wide > width) return;
  pen.font = ink.small;
  pen.fillStyle = ink.ground;
  pen.fillRect(from + (width - wide) / 2, (row.first + row.bottom) / 2 - 11, wide, 15);
  pen.fillStyle = ink.muted;
  pen.fillText("away", from + (width - wide) / 2 + 3, (row.first + row.bottom) / 2);
}

/**
 * A booking under the visit that it was for; late and over the end are thick.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {Bracket} told
 */
function bracket(pen, ink, seen, { booking, envelope: own, level }) {
  const [from, to] = [seen.across(booking.start), seen.across(booking.end)];
  if (to < seen.left || from > seen.right) return;
  const y = Math.round(own.top + own.height) + 1.5 + level * 2.5;
  pen.strokeStyle = ink.faint;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(from + 0.5, y - 3);
  pen.lineTo(from + 0.5, y);
  pen.lineTo(to - 0.5, y);
  pen.lineTo(to - 0.5, y - 3);
  pen.stroke();
  if (!booking.came.length) return;
  pen.fillStyle = ink.late;
  const [start, end] = booking.came;
  if (start - booking.start >= 60) pen.fillRect(from, y - 1.5, seen.across(start) - from, 3);
  if (end - booking.end >= 60) pen.fillRect(to, y - 1.5, seen.across(end) - to, 3);
}

/**
 * A visit: one body, and its codes inside it apart by hairlines.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {Envelope} each
 * @param {Set<number> | null} lit
 */
function envelope(pen, ink, seen, each, lit) {
  const from = seen.across(each.at);
  const width = Math.max(3, seen.across(each.until) - from);
  const low = each.height < LOW;
  const chosen = lit ? each.parts.some((number) => lit.has(number)) : false;
  const open = !lit && each.at <= seen.now && each.until > seen.now && !each.hollow;
  const future = state.playing && each.at > seen.now;
  pen.globalAlpha = (lit && !chosen) || future ? 0.45 : 1;
  pen.fillStyle = each.hollow ? ink.ground : ink.visit;
  pen.fillRect(from + 0.5, each.top + 0.5, width - 1, each.height - 1);
  const strip = low ? each.height - 4 : seen.stripOf(each.height);
  if (!each.hollow) for (const number of each.parts) part(pen, ink, seen, { number, y: each.top + each.height - strip - (low ? 2 : 1), strip });
  pen.globalAlpha = 1;
  if (each.hollow) pen.setLineDash([3, 3]);
  pen.strokeStyle = chosen || open || matched(each) ? ink.ink : each.hollow ? ink.faint : ink.edge;
  pen.lineWidth = open || matched(each) ? 1.75 : 1;
  pen.beginPath();
  pen.roundRect(from + 0.5, each.top + 0.5, width - 1, each.height - 1, Math.min(2.5, width / 3));
  pen.stroke();
  if (each.hollow) pen.setLineDash([]);
}

/**
 * The rows that look different after the line has moved: visits begin or end there, or fill while the day is played.
 * @param {number} before
 * @param {number} now
 */
export function changedRows(before, now) {
  const [first, last] = [Math.min(before, now), Math.max(before, now)];
  /** @param {Envelope} each @param {number} clock */
  const open = (each, clock) => each.at <= clock && each.until > clock;
  /** @param {Envelope} each */
  const changes = (each) => (state.playing ? each.at <= last && each.until > first : !state.chosen && open(each, before) !== open(each, now));
  return new Set(scene.envelopes.filter(changes).map((each) => each.row));
}

/** @param {Envelope} each */
const matched = (each) => state.shown.matched.size > 0 && each.parts.some((number) => state.shown.matched.has(number));

/** @param {CanvasRenderingContext2D} pen @param {Inks} ink @param {Seen} seen @param {{ number: number, y: number, strip: number }} where */
function part(pen, ink, seen, { number, y, strip }) {
  const row = state.day.rows[number];
  const from = seen.across(row.at);
  const width = seen.across(row.at + row.length) - from;
  if (from > seen.right || from + width < seen.left) return;
  pen.fillStyle = row.drawn === "booking" ? ink.edge : fillOf(pen, row.drawn, ink);
  const alpha = pen.globalAlpha;
  // In replay a bar fills as the line passes.
  if (state.playing) {
    pen.globalAlpha = 0.3;
    pen.fillRect(from + 1, y, Math.max(1, width - 1), strip);
    pen.globalAlpha = 1;
    const done = Math.min(width, seen.across(seen.now) - from);
    if (done > 0) pen.fillRect(from + 1, y, Math.max(1, done - 1), strip);
    pen.globalAlpha = alpha;
  } else pen.fillRect(from + 1, y, Math.max(1, width - 1), strip);
  pen.fillStyle = ink.visit;
  pen.fillRect(from, y, 1, strip);
}

/** @param {CanvasRenderingContext2D} pen @param {Inks} ink @param {Seen} seen @param {Envelope[]} drawn */
function interruptions(pen, ink, seen, drawn) {
  const holds = new Map(drawn.flatMap((each) => each.parts.map((number) => [number, each])));
  for (const { row, at, length } of state.day.interruptions) {
    const own = holds.get(row);
    if (!own) continue;
    const x = seen.across(at + length / 2);
    const y = own.top + own.height - seen.stripOf(own.height) / 2 - 1;
    pen.beginPath();
    pen.moveTo(x, y - 4);
    pen.lineTo(x + 4, y);
    pen.lineTo(x, y + 4);
    pen.lineTo(x - 4, y);
    pen.closePath();
    pen.fillStyle = ink.ground;
    pen.fill();
    pen.strokeStyle = ink.ink;
    pen.lineWidth = 1.25;
    pen.stroke();
  }
}
