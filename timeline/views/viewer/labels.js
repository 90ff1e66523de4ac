// The names on the chart: whole, on free ground, and where that is too little beside or over what lies there.

import { minutesSoFar } from "./credit.js";
import { widthIn } from "./names.js";
import { LOW, scene } from "./scene.js";
import { state } from "./state.js";
import { stretch } from "./twice.js";

const PAD = 2.5; // pixels between an edge and a name
const BESIDE = 60; // pixels: a shorter visit may have its name behind it

/** @param {string} word */
const spokenState = (word) => word.replaceAll("_", " ");

/**
 * What may be said on an envelope, longest first.
 * @param {Seen} seen
 * @param {Envelope} each
 */
function sayings(seen, each) {
  if (each.hollow) return each.names.map((name) => `${name} · ${spokenState(each.hollow)}`).concat(each.names);
  const open = state.playing && state.by === "provider" && each.at <= seen.now && each.until > seen.now;
  if (!open) return each.names;
  const so = `${minutesSoFar(each.person, state.instant)} min`;
  return each.names.map((name) => `${name} · ${so}`).concat(each.names);
}

/**
 * The pieces of a stretch that no overlap of the row lies over.
 * @param {Seen} seen
 * @param {number} row
 * @param {[number, number]} whole
 */
function clear(seen, row, [from, to]) {
  let pieces = [[from, to]];
  for (const each of scene.rows[row].marks) {
    const [left, width] = stretch(seen, each);
    const right = left + width + 2;
    pieces = pieces.flatMap(([a, b]) => (right <= a || left - 2 >= b ? [[a, b]] : [[a, Math.min(b, left - 2)], [Math.max(a, right), b]].filter(([one, other]) => one < other)));
  }
  return pieces;
}

/**
 * The longest name that an envelope has room for, and where it begins; nothing where none has.
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {Envelope} each
 * @returns {Label | null}
 */
export function labelOf(ink, seen, each) {
  const from = Math.max(seen.left, seen.across(each.at)) + PAD;
  const ends = Math.min(seen.right, seen.across(each.until));
  const said = sayings(seen, each);
  if (ends - from < 6 || !said.length) return null;
  const low = each.height < LOW;
  const font = low ? ink.small : ink.name;
  const next = Math.min(seen.right, seen.across(each.next));
  const inside = clear(seen, each.row, [from, ends - 1]);
  const behind = ends - from < BESIDE ? clear(seen, each.row, [ends + PAD + 1, next - 2]).filter(([a]) => a < ends + PAD + 2) : [];
  /** @param {number[][]} pieces @param {string[]} texts */
  const fit = (pieces, texts) => {
    for (const text of texts) {
      const piece = pieces.find(([a, b]) => widthIn(text, font) <= b - a);
      if (piece) return { text, x: piece[0] };
    }
    return null;
  };
  // On the pattern of unattended time a name is hard to read: it stands behind, or on a long bar.
  const own = low ? inside.map(([a, b]) => [a, b - 12]) : inside;
  const found = fit(own, said);
  if (found) return { ...found, ground: low ? ink.ground : "" };
  // Behind, short: but a name rather than an id.
  const short = each.names.filter((name) => name !== each.person).slice(-1);
  const after = fit(behind, low ? said : [...short, ...each.names.slice(-1)]);
  if (after) return { ...after, ground: ink.ground };
  if (low) return null;
  // Better over what lies there, or on over the ground behind, than not at all.
  const over = fit([[from, ends - 1]], said) ?? fit([[from, ends - from >= 14 ? next - 2 : ends - 1]], each.names.slice(-1));
  return over && { ...over, ground: each.hollow ? ink.ground : ink.visit };
}

/** @param {CanvasRenderingContext2D} pen @param {Inks} ink @param {Seen} seen @param {Envelope} each @param {Set<number> | null} lit */
export function label(pen, ink, seen, each, lit) {
  const found = labelOf(ink, seen, each);
  if (!found) return;
  const low = each.height < LOW;
  const size = low ? ink.size - 1.5 : ink.size;
  const y = low ? each.top + each.height - 3.5 : each.top + (each.height - seen.stripOf(each.height)) / 2 + ink.size * 0.36 + 0.5;
  pen.font = low ? ink.small : ink.name;
  const wide = widthIn(found.text, pen.font);
  if (found.ground) {
    pen.fillStyle = found.ground;
    pen.beginPath();
    pen.roundRect(found.x - 2, y - size * 0.86, wide + 4, size * 1.12, 2);
    pen.fill();
  }
  const quiet = low || (lit && !each.parts.some((number) => lit.has(number))) || each.hollow;
  pen.fillStyle = quiet ? ink.muted : ink.ink;
  pen.fillText(found.text, found.x, y);
  if (seen.close && !low) codes(pen, ink, seen, { each, after: found.x + wide + 8, y });
}

/**
 * Close by, the codes of a visit beside its name, each over its own part.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {{ each: Envelope, after: number, y: number }} where
 */
function codes(pen, ink, seen, { each, after, y }) {
  pen.font = ink.small;
  pen.fillStyle = ink.muted;
  for (const number of each.parts) {
    const { code, at, length } = state.day.rows[number];
    if (!code) continue;
    const wide = widthIn(code, ink.small);
    const room = clear(seen, each.row, [Math.max(after, seen.across(at) + 4), Math.min(seen.right, seen.across(at + length)) - 3]);
    const piece = room.find(([a, b]) => b - a >= wide);
    if (piece) pen.fillText(code, piece[0], y);
  }
}
