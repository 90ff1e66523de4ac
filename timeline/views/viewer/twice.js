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
 * @param {Voice} voice
 */
export function band(pen, ink, seen, each, voice) {
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
  pen.globalAlpha = { quiet: 0.07, plain: 0.17, loud: 0.36 }[voice];
  pen.fillStyle = ink.twice;
  pen.fillRect(from, top, width, row.bottom - top);
  pen.globalAlpha = 1;
  pen.lineWidth = { quiet: 1, plain: 2, loud: 3 }[voice];
  pen.strokeRect(from, top, width, row.bottom - top - pen.lineWidth / 2);
}

/**
 * From which pixel an overlap is drawn, and how wide.
 * @param {Seen} seen
 * @param {Overlap} each
 * @returns {[number, number]}
 */
export function stretch(seen, each) {
  const from = seen.across(each.at);
  const width = seen.across(each.until) - from;
  return width >= 8 ? [from, width] : [from + width / 2 - 4, 8];
}

/**
 * What an overlap says above its row, like a flag on its pole: how long, and what depends on it; a plain flag where there
 * is no room. One is solid, that which is looked at or the worst; those that cost a unit are tinted.
 * @param {CanvasRenderingContext2D} pen
 * @param {Inks} ink
 * @param {Seen} seen
 * @param {Overlap[]} marks
 * @param {(each: Overlap) => Voice} voice
 */
export function flags(pen, ink, seen, marks, voice) {
  /** @type {Plate[]} */
  const plates = [];
  // The worst has its say first.
  for (const each of [...marks].sort((a, b) => Number(b.worst) - Number(a.worst) || a.at - b.at)) {
    const [from, width] = stretch(seen, each);
    const next = Math.min(Infinity, ...marks.map((one) => stretch(seen, one)[0]).filter((left) => left > from));
    const minutes = `${Math.floor((each.end - each.start) / 60) || "<1"} min`;
    const texts = [`${minutes} twice${each.units ? ` · ${each.units} unit${each.units > 1 ? "s" : ""}` : ""}`, minutes, ""];
    for (const text of texts) {
      const wide = text ? widthIn(text, ink.flag) + 10 : Math.max(10, width);
      const left = Math.min(seen.right - wide, Math.max(seen.left, from - 1));
      if (text && !each.worst && left + wide > next - 2) continue;
      if (text && plates.some((one) => left < one.left + one.wide + 2 && left + wide > one.left - 2)) continue;
      plates.push({ text, left, wide, first: scene.rows[each.row].first, loud: voice(each) === "loud", costs: each.units > 0 && voice(each) !== "quiet" });
      break;
    }
  }
  // A flag without words never lies over those of another.
  for (const plate of plates.sort((a, b) => Number(Boolean(a.text)) - Number(Boolean(b.text)))) flag(pen, ink, plate);
}

/** @param {CanvasRenderingContext2D} pen @param {Inks} ink @param {Plate} plate */
function flag(pen, ink, { text, left, wide, first, loud, costs }) {
  const tall = text ? FLAG : 8;
  pen.beginPath();
  pen.roundRect(left + 0.75, first - FLAG + 0.75, wide - 1.5, tall - 1.5, 3);
  pen.fillStyle = loud || !text ? ink.twice : ink.ground;
  pen.fill();
  if (costs && !loud) {
    pen.globalAlpha = 0.12;
    pen.fillStyle = ink.twice;
    pen.fill();
    pen.globalAlpha = 1;
  }
  pen.strokeStyle = ink.twice;
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.font = ink.flag;
  pen.fillStyle = loud ? ink.onTwice : ink.twice;
  if (text) pen.fillText(text, left + 5, first - 4);
}
