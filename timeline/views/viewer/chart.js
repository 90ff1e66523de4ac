// The chart: the window of time it shows, its canvas, and when it is drawn anew.

import { $, calm, capital, coarse, dark, make, press, printing, swatch } from "./base.js";
import { emit } from "./events.js";
import { filter } from "./filters.js";
import { labelOf } from "./labels.js";
import { overIn, paintLoad, siteLoad } from "./load.js";
import { widthIn } from "./names.js";
import { changedRows, inks, paint } from "./paint.js";
import { HEAD, layOut, nameEnvelopes, scene } from "./scene.js";
import { look, patientName, planned, providerName, state, wall } from "./state.js";

const LEAST = 4 * 60; // seconds: the closest zoom
export const EDGE = 10; // pixels right of the plot
const SPARE = 80; // pixels drawn above and below what can be seen
const LOAD = 10; // pixels above the load
const FOOT = 7; // pixels below it
const NAMES = [22, 36, 52]; // pixels of a row's name, by its lines
const INSET = 26; // pixels beside a row's name
const WIDE = 640; // pixels from which names stand beside the rows
const TALL = 3; // strips of load that have room for a name of two lines
const MOST = 8; // strips of load: the chart is to be seen above them
const FEW = 3; // those of a narrow screen
const TICKS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];

/**
 * The window: pixels of the plot and of its names, and the clocks shown.
 * @type {{ gutter: number, width: number, from: number, to: number, waiting: number, whole: boolean, drawn: number, top: number, tall: number, long: Set<string>,
 *   strips: LoadStrip[], more: number, ink: Inks | null }}
 */
export const chart = { gutter: 0, width: 0, from: 0, to: 0, waiting: 0, whole: false, drawn: 0, top: 0, tall: 0, long: new Set(), strips: [], more: 0, ink: null };

/** Find out how wide the chart is, and how much of that the names need. */
export function measure() {
  // Paper takes the chart as it was drawn, made smaller.
  if (printing.matches && chart.width) return;
  chart.width = Math.max(240, $("plot").clientWidth);
  chart.gutter = 0;
  if (chart.width >= WIDE) {
    const style = getComputedStyle($("plot"));
    /** @param {string} text @param {number} weight @param {number} share */
    const wide = (text, weight, share) => widthIn(text, `${weight} ${parseFloat(style.fontSize) * share}px ${style.fontFamily}`);
    const nameOf = state.by === "provider" ? providerName : patientName;
    const { keys } = state.day.views[state.by];
    const names = keys.map((key) => wide(nameOf(key), 600, 0.87) + INSET);
    // Of many sites a strip is low: its name and what is over stand beside each other.
    const beside = chart.strips.length > TALL;
    const under = chart.strips.map((strip) => {
      const [name, over] = [wide(stripName(strip), 600, 0.87), wide(overIn(strip.cells, strip.booked), 700, 0.75)];
      return INSET + (beside ? name + 8 + over : Math.max(name, over));
    });
    const needed = Math.max(136, ...names, ...under);
    chart.gutter = Math.round(Math.min(Math.max(chart.width * 0.19, 190), 280, needed));
    chart.long = new Set(keys.filter((_, i) => names[i] > chart.gutter));
  }
  $("chart-scroll").style.setProperty("--gutter", `${chart.gutter}px`);
}

/**
 * What a strip of load is called.
 * @param {LoadStrip} strip
 */
export const stripName = ({ site }) => (state.day.clinics.length > 1 ? capital(state.day.clinics[site]) : "Patients at once");

export const plotWidth = () => chart.width - chart.gutter - EDGE;
/**
 * Pixels from the left edge of the chart at which a wall clock stands.
 * @param {number} clock
 */
export const across = (clock) => chart.gutter + ((clock - chart.from) / (chart.to - chart.from)) * plotWidth();
/**
 * The wall clock at so many pixels from the left edge of the chart.
 * @param {number} x
 */
export const clockAt = (x) => chart.from + ((x - chart.gutter) / plotWidth()) * (chart.to - chart.from);

/** @type {WeakMap<Day, [number, number]>} */
const widest = new WeakMap();

/** The wall clocks the chart may show: the day, and a little on either side. */
export function bounds() {
  const known = widest.get(state.day);
  if (known) return known;
  const ends = [wall(state.day.start), wall(state.day.end)];
  for (const row of state.day.rows) ends[1] = Math.max(ends[1], row.at + row.length);
  const edge = Math.max(300, (ends[1] - ends[0]) / 90);
  /** @type {[number, number]} */
  const found = [ends[0] - edge, ends[1] + edge];
  widest.set(state.day, found);
  return found;
}

/** The distance of two labels on the time axis, and of two fine lines. */
export function tick() {
  const room = plotWidth() / 62;
  const step = TICKS.find((each) => (chart.to - chart.from) / each <= room) || TICKS[TICKS.length - 1];
  return [step, step <= 300 ? step / 5 : step <= 900 ? 300 : step <= 3600 ? 900 : 3600];
}

/** Lay out and draw everything anew. */
export function drawChart() {
  chart.strips = state.by === "provider" ? loads() : [];
  measure();
  drawLegend();
  const box = $("chart-scroll");
  const strips = placeLoads();
  const under = strips.length ? strips[strips.length - 1].top + strips[0].height + FOOT + (chart.more ? HEAD : 0) : 0;
  // On one screen: what the page has above the chart, and what stands below the rows.
  const above = box.hidden ? 330 : box.getBoundingClientRect().top + scrollY;
  box.style.setProperty("--above", `${above}px`);
  layOut({ above: chart.gutter === 0, named: (key) => NAMES[Number(state.by === "provider") + Number(chart.long.has(key))], room: innerHeight - above - $("axis").offsetHeight - under - 16 });
  const empty = scene.rows.length === 0;
  $("chart-empty").hidden = !empty;
  box.hidden = empty;
  if (empty) return;
  if (chart.to <= chart.from) [chart.from, chart.to] = bounds();
  nameEnvelopes();
  chart.ink = inks($("plot"));
  $("plot").style.height = `${scene.height}px`;
  $("load").style.height = `${under}px`;
  $("load").hidden = !strips.length;
  const scales = [1000 / chart.width, 500 / (scene.height + under)];
  document.body.style.setProperty("--drawn", `${chart.width}px`);
  document.body.style.setProperty("--print-scale", Math.min(1, scales[0], Math.max(0.5, scales[1])).toFixed(3));
  emit("laid-out");
  emit("moved");
  repaint();
}

/**
 * The strips of load, site by site: of many sites those that are most often over.
 * @returns {LoadStrip[]}
 */
function loads() {
  const { day, booked: before } = state;
  const all = state.day.clinics
    .map((clinic, site) => ({ clinic, site }))
    .filter(({ clinic }) => !filter.clinic || filter.clinic === clinic)
    .map(({ site }) => ({ site, cells: siteLoad(site, day), booked: planned() ? siteLoad(before.clinics.indexOf(day.clinics[site]), before) : [] }))
    .filter(({ cells, booked }) => cells.length + booked.length)
    .map((each) => ({ ...each, top: 0, height: 0 }));
  /** @param {LoadStrip} strip */
  const over = ({ cells }) => cells.filter((cell) => cell.over).length;
  const kept = new Set([...all].sort((a, b) => over(b) - over(a)).slice(0, $("plot").clientWidth < WIDE ? FEW : MOST));
  chart.more = all.length - kept.size;
  return all.filter((each) => kept.has(each));
}

/** Put the strips one below the other. */
function placeLoads() {
  const { strips } = chart;
  // On a narrow screen the name of a strip stands above it.
  const head = chart.gutter ? 0 : HEAD;
  const height = head + (strips.length < 2 ? 40 : strips.length > TALL || head ? 20 : 34);
  strips.forEach((each, i) => Object.assign(each, { top: (head ? 0 : LOAD) + i * height + head, height: height - head - 2 }));
  return strips;
}

/**
 * What can be seen of the scene.
 * @returns {Seen}
 */
function seen() {
  const [step, fine] = tick();
  return {
    from: chart.from,
    to: chart.to,
    left: chart.gutter,
    right: chart.width - EDGE,
    top: chart.top,
    bottom: chart.top + chart.tall,
    now: wall(state.time),
    step,
    fine,
    across,
    close: (chart.to - chart.from) / plotWidth() < 20,
    stripOf: (height) => Math.round(height < 15 ? height - 4 : Math.max(7, height * 0.3)),
  };
}

/** Draw the canvas anew before the next frame, once however often it was asked for. */
export function repaint() {
  chart.whole = true;
  chart.waiting ||= requestAnimationFrame(paintWaiting);
}

/** Draw before the next frame what is different because the line has moved: a few rows, or nothing. */
export function followLine() {
  chart.waiting ||= requestAnimationFrame(paintWaiting);
}

function paintWaiting() {
  if (chart.whole) {
    paintNow();
    return;
  }
  chart.waiting = 0;
  const window_ = seen();
  const rows = changedRows(chart.drawn, window_.now);
  chart.drawn = window_.now;
  // Nothing is measured here: the page has just been written to, and would be laid out for it.
  if (rows.size && chart.ink) paint(/** @type {CanvasRenderingContext2D} */ ($("gd").getContext("2d")), chart.ink, window_, rows);
}

/** Draw the part of the chart near the window, as sharp as the screen or the printer. */
export function paintNow() {
  cancelAnimationFrame(chart.waiting);
  chart.waiting = 0;
  chart.whole = false;
  if (!state.day || !scene.rows.length || !chart.width) return;
  const box = $("chart-scroll");
  chart.ink ||= inks($("plot"));
  chart.top = printing.matches ? 0 : Math.max(0, box.scrollTop - SPARE);
  chart.tall = printing.matches ? scene.height : Math.min(scene.height - chart.top, box.clientHeight + 2 * SPARE);
  const window_ = seen();
  chart.drawn = window_.now;
  const pen = prepared($("gd"), chart.tall, chart.top);
  paint(pen, chart.ink, window_);
  if (chart.strips.length) {
    const under = prepared(/** @type {HTMLCanvasElement} */ ($("load").firstElementChild), $("load").offsetHeight, 0);
    under.clearRect(0, 0, chart.width, 1000);
    for (const strip of chart.strips) paintLoad(under, chart.ink, window_, strip);
  }
  $("plot").dataset.shown = `${Math.round(chart.from)}-${Math.round(chart.to)}`;
}

/**
 * A canvas of the chart's width at some level of the plot, ready to be drawn on in the page's own pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} tall
 * @param {number} top
 */
function prepared(canvas, tall, top) {
  const ratio = printing.matches ? 2.5 : Math.min(3, devicePixelRatio || 1);
  const [width, height] = [Math.round(chart.width * ratio), Math.max(1, Math.round(tall * ratio))];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  Object.assign(canvas.style, { width: `${chart.width}px`, height: `${tall}px`, transform: `translateY(${top}px)` });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.setTransform(ratio, 0, 0, ratio, 0, -top * ratio);
  return pen;
}

/**
 * A name as it is drawn, and from where to where.
 * @param {Label | null} label
 * @param {Inks} ink
 */
const told = (label, ink) => ({ label: label?.text ?? "", label_at: label ? [label.x, label.x + widthIn(label.text, ink.name)] : [] });

/** What is drawn, for whoever looks into the page: envelopes with their labels, overlaps, bookings and load. */
function drawn() {
  const window_ = seen();
  const ink = chart.ink || inks($("plot"));
  return {
    from: chart.from,
    to: chart.to,
    rows: scene.rows.map(({ key, site, top, bottom, shifts, blocks, load }) => ({ key, site, top, bottom, shifts, blocks, load })),
    envelopes: scene.envelopes.map((each) => ({
      ...each,
      ...told(labelOf(ink, window_, each), ink),
      left: across(each.at),
      right: across(each.until),
    })),
    overlaps: scene.overlaps.map((each) => ({ ...each, key: scene.rows[each.row].key })),
    brackets: scene.brackets.map(({ booking, envelope }) => ({ booking, row: envelope.row })),
    strips: chart.strips,
  };
}

/**
 * Show the clocks from `from` to `to`; the chart never leaves the day.
 * @param {number} from
 * @param {number} to
 */
export function zoom(from, to) {
  const [low, high] = bounds();
  const span = Math.min(high - low, Math.max(LEAST, to - from));
  const start = Math.min(high - span, Math.max(low, (from + to - span) / 2));
  [chart.from, chart.to] = [start, start + span];
  if (!scene.rows.length) return;
  emit("moved");
  repaint();
}

export const wholeDay = () => {
  const [from, to] = bounds();
  zoom(from, to);
};
/**
 * Zoom about a clock: the pointer's, else where the line stands, else the middle.
 * @param {number} factor
 * @param {number} [about]
 */
export const zoomBy = (factor, about) => {
  const middle = about ?? (inView(wall(state.time)) ? wall(state.time) : (chart.from + chart.to) / 2);
  const share = (middle - chart.from) / (chart.to - chart.from);
  const [low, high] = bounds();
  const span = Math.min(high - low, Math.max(LEAST, (chart.to - chart.from) * factor));
  zoom(middle - share * span, middle + (1 - share) * span);
};
/** Where all that the filters leave lies outside the window, move on to the nearest of it. */
export function seekShown() {
  const middle = (chart.from + chart.to) / 2;
  /** @param {Envelope} each */
  const away = (each) => Math.max(each.at - chart.to, chart.from - each.until);
  const near = [...scene.envelopes].sort((a, b) => away(a) - away(b))[0];
  if (near && away(near) >= 0) zoom(chart.from + (near.at + near.until) / 2 - middle, chart.to + (near.at + near.until) / 2 - middle);
}
/** @param {number} share */
export const panBy = (share) => zoom(chart.from + share * (chart.to - chart.from), chart.to + share * (chart.to - chart.from));
/** @param {number} clock */
export const inView = (clock) => clock >= chart.from && clock <= chart.to;

function drawLegend() {
  const present = new Set(
    state.day.views[state.by].bars.flatMap((stand, i) => (stand === null ? [] : [state.day.rows[i].drawn])),
  );
  if (state.day.contests.length + state.booked.contests.length) present.add("contested");
  if (state.day.interruptions.length) present.add("interruption");
  const shown = state.data.looks.filter((each) => present.has(each.key));
  // What matters most comes first.
  shown.sort((a, b) => Number(b.key === "contested") - Number(a.key === "contested"));
  $("legend").replaceChildren(
    ...shown.map(({ key }) => {
      const toggle = () => {
        if (!state.hidden.delete(key)) state.hidden.add(key);
        drawChart();
        /** @type {HTMLElement | null} */ ($("legend").querySelector(`[data-key="${key}"]`))?.focus();
      };
      const pressed = String(!state.hidden.has(key));
      const label = key === "contested" ? "Claimed twice" : look(key).label;
      return make("button", { type: "button", "data-key": key, "aria-pressed": pressed, on: { click: toggle } }, swatch(key), label);
    }),
  );
}

/**
 * Bring a level of the chart into its box, without moving what can be seen already.
 * @param {number} top
 * @param {number} bottom
 */
export function bringIntoBox(top, bottom) {
  const box = $("chart-scroll");
  const head = $("axis").offsetHeight;
  const room = box.clientHeight - head - $("load").offsetHeight;
  if (top >= box.scrollTop && bottom <= box.scrollTop + room) return;
  const behavior = calm.matches ? "auto" : "smooth";
  box.scrollTo({ top: Math.max(0, bottom - top > room ? top - HEAD : (top + bottom - room) / 2), behavior });
}

export function startChart() {
  press({ provider: "by-provider", patient: "by-patient" }, state.by);
  for (const by of /** @type {By[]} */ (["provider", "patient"])) {
    $(`by-${by}`).addEventListener("click", () => {
      state.by = by;
      press({ provider: "by-provider", patient: "by-patient" }, by);
      $("chart-scroll").scrollTop = 0;
      drawChart();
      emit("turned");
    });
  }
  $("zoom-in").addEventListener("click", () => zoomBy(0.5));
  $("zoom-out").addEventListener("click", () => zoomBy(2));
  $("pan-left").addEventListener("click", () => panBy(-0.5));
  $("pan-right").addEventListener("click", () => panBy(0.5));
  $("whole-day").addEventListener("click", wholeDay);
  $("chart-scroll").addEventListener("scroll", repaint, { passive: true });
  $("plot").drawn = drawn;
  let waiting = 0;
  new ResizeObserver(() => {
    if (!state.day || $("plot").clientWidth === 0 || Math.max(240, $("plot").clientWidth) === chart.width) return;
    clearTimeout(waiting);
    waiting = setTimeout(drawChart, 60);
  }).observe($("plot"));
  const anew = () => state.day && (drawChart(), paintNow());
  dark.addEventListener("change", anew);
  coarse.addEventListener("change", anew);
  printing.addEventListener("change", anew);
}
