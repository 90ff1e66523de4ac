// How an overlap is drawn: the band through its row, and what it says above.

import { widthIn } from "./names.js";
import { scene } from "./scene.js";

const FLAG = 15; // pixels of what an overlap says

/**
 * An overlap: through the whole row, never thinner than can be seen, dark at its edges so that gray shows it too.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {Overlap} each
 * @param {boolean} quiet whether something else is looked at
 */
export function band(pen, ink, seen, each, quiet) {
  const row = scene.rows[each.row];
  const [from, width] = stretch(seen, each);
  const top = row.first - 4;
  pen.strokeStyle = ink.twice;
  if (each.cleared) {
    pen.lineWidth = 1;
    pen.setLineDash([2, 3]);
    pen.strokeRect(from + 0.5, top + 0.5, width, row.bottom - top - 2);
    pen.setLineDash([]);
    return;
  }
  pen.globalAlpha = quiet ? 0.07 : 0.2;
  pen.fillStyle = ink.twice;
  pen.fillRect(from, top, width, row.bottom - top);
  pen.globalAlpha = 1;
  pen.lineWidth = quiet ? 1 : each.worst ? 3 : 2;
  pen.strokeRect(from, top, width, row.bottom - top - pen.lineWidth / 2);
}

/** @param {Seen} seen @param {Overlap} each @returns {[number, number]} */
function stretch(seen, each) {
  const from = seen.across(each.at);
  const width = seen.across(each.until) - from;
  return width >= 8 ? [from, width] : [from + width / 2 - 4, 8];
}

/**
 * What an overlap says above its row: how long, and what depends on it; a plain flag where there is no room. Where no
 * unit depends on it, it says so more quietly than those that cost one.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {Overlap[]} marks
 * @param {(each: Overlap) => boolean} quiet
 */
export function flags(pen, ink, seen, marks, quiet) {
  /** @type {{ text: string, left: number, wide: number, first: number, loud: boolean }[]} */
  const plates = [];
  // The worst has its say first.
  for (const each of [...marks].sort((a, b) => Number(b.worst) - Number(a.worst) || a.at - b.at)) {
    const row = scene.rows[each.row];
    const [from, width] = stretch(seen, each);
    const minutes = `${Math.floor((each.end - each.start) / 60) || "<1"} min`;
    const texts = [`${minutes} twice${each.units ? ` · ${each.units} unit${each.units > 1 ? "s" : ""}` : ""}`, minutes, ""];
    pen.font = ink.flag;
    for (const text of texts) {
      const wide = text ? widthIn(text, ink.flag) + 10 : Math.max(10, width);
      const left = Math.min(seen.right - wide, Math.max(seen.left, from + width / 2 - wide / 2));
      if (text && plates.some((one) => left < one.left + one.wide + 2 && left + wide > one.left - 2)) continue;
      plates.push({ text, left, wide, first: row.first, loud: !text || (!quiet(each) && (each.worst || each.units > 0)) });
      break;
    }
  }
  // A flag without words never lies over those of another.
  for (const { text, left, wide, first, loud } of plates.sort((a, b) => Number(Boolean(a.text)) - Number(Boolean(b.text)))) {
    pen.fillStyle = loud ? ink.twice : ink.ground;
    pen.beginPath();
    if (loud) pen.roundRect(left, first - (text ? FLAG : 8), wide, text ? FLAG : 8, 3);
    else pen.roundRect(left + 0.75, first - FLAG + 0.75, wide - 1.5, FLAG - 1.5, 3);
    pen.fill();
    pen.strokeStyle = ink.twice;
    pen.lineWidth = 1.5;
    if (!loud) pen.stroke();
    pen.fillStyle = loud ? ink.onTwice : ink.twice;
    if (text) pen.fillText(text, left + 5, first - 4);
  }
}
