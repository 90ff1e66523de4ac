// The chart: where each bar stands, and one Plotly figure with a trace per state.

import { $, coarse, dark, make, press, printing, swatch } from "./base.js";
import { emit } from "./events.js";
import { filter, filtering } from "./filters.js";
import { colours, plotly, widthOf } from "./paper.js";
import { look, patientName, providerName, roleOf, state, wall } from "./state.js";

const LANES = [22, 40]; // pixels of one lane: least, and most where there is room
export const GAP = 0.35; // lanes between two rows
const FILL = 0.86; // how much of its lane a bar fills
export const HEAD = 0.95; // lanes for a row's name where it stands above the row
const LEAST = 4 * 60; // seconds: the closest zoom
export const EDGE = 10; // pixels right of the plot
const TICKS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];

/**
 * What is drawn now: rows of people, bars by number, and the seconds shown.
 * @type {{ rows: { key: string, top: number, bottom: number }[], bars: Map<number, Bar>, height: number, lane: number,
 *   gutter: number, width: number, from: number, to: number, drawing: Promise<unknown> }}
 */
export const chart = {
  rows: [],
  bars: new Map(),
  height: 0,
  lane: LANES[0],
  gutter: 0,
  width: 0,
  from: 0,
  to: 0,
  drawing: Promise.resolve(),
};

/** @type {Record<string, string>} */
const DARK = {
  group: "#C9971F",
  unskilled: "#8D96A1",
  rest: "#8F8868",
  busy: "#59646F",
  booking: "#171E26",
  shift: "#1D3227",
};

/** Stack the rows that the filters leave; lanes that nobody uses close up. */
function layOut() {
  const day = state.day;
  const view = day.views[state.by];
  const above = chart.gutter === 0;
  /** @type {number[][]} */
  const groups = view.keys.map(() => []);
  view.bars.forEach((stand, number) => {
    if (stand && state.shown.rows.has(number)) groups[stand[0]].push(number);
  });
  chart.rows = [];
  chart.bars = new Map();
  let level = 0;
  groups.forEach((numbers, place) => {
    const standing = numbers.filter((number) => day.rows[number].drawn !== "shift");
    // With a filter on, somebody who is merely on site is no answer to it, unless asked for.
    if (!numbers.length || (!standing.length && filtering() && filter.provider !== view.keys[place])) return;
    const top = level + (above ? HEAD : 0);
    /** @type {Map<number, number>} */
    const lanes = new Map();
    for (const number of standing) {
      const [, middle, height] = stood(view, number);
      lanes.set(middle, height);
    }
    let down = top;
    const middles = new Map(
      [...lanes]
        .sort((a, b) => a[0] - b[0])
        .map(([middle, height]) => {
          down += height;
          return [middle, down - height / 2];
        }),
    );
    const bottom = Math.max(down, top + 1);
    for (const number of numbers) {
      const [, middle, height] = stood(view, number);
      const whole = day.rows[number].drawn === "shift";
      chart.bars.set(number, {
        y: whole ? (level + bottom) / 2 : (middles.get(middle) ?? top),
        height: whole ? bottom - level : height * FILL,
      });
    }
    chart.rows.push({ key: view.keys[place], top: level, bottom });
    level = bottom + GAP;
  });
  chart.height = Math.max(0, level - GAP / 2) + GAP / 2;
}

/**
 * Where a row that has a bar stands.
 * @param {View} view
 * @param {number} number
 */
const stood = (view, number) => /** @type {Stand} */ (view.bars[number]);

/**
 * The bar of a row that is drawn.
 * @param {number} number
 */
const bar = (number) => /** @type {Bar} */ (chart.bars.get(number));

/** @param {string} key @param {number[]} numbers @param {Ink} ink */
function barTrace(key, numbers, ink) {
  const { rows } = state.day;
  const drawn = look(key);
  const plain = key === "shift";
  const colour = (dark.matches && !printing.matches && DARK[key]) || drawn.colour;
  return {
    type: "bar",
    orientation: "h",
    name: drawn.label,
    meta: key,
    base: numbers.map((number) => rows[number].at),
    x: numbers.map((number) => rows[number].length),
    y: numbers.map((number) => bar(number).y),
    width: numbers.map((number) => bar(number).height),
    hoverinfo: "skip",
    marker: {
      color: colour,
      line: { color: key === "booking" ? ink.faint : plain ? colour : ink.card, width: drawn.line_width },
      pattern: { shape: drawn.pattern, size: 6, solidity: 0.22, fgcolor: "rgba(0,0,0,0.3)", fillmode: "overlay" },
    },
  };
}

/** Contested spans twice: an outline in the warning color, and a black strip that a gray printout keeps. */
function contestTraces() {
  const spans = state.day.contests.filter((each) => chart.bars.has(each.row));
  if (!spans.length) return [];
  const drawn = look("contested");
  const bars = spans.map((each) => bar(each.row));
  const common = {
    type: "bar",
    orientation: "h",
    name: drawn.label,
    meta: "contested",
    base: spans.map((each) => each.at),
    x: spans.map((each) => each.length),
    hoverinfo: "skip",
  };
  const outline = {
    ...common,
    y: bars.map(({ y }) => y),
    width: bars.map(({ height }) => height),
    marker: { color: "rgba(0,0,0,0)", line: { color: drawn.line, width: drawn.line_width } },
  };
  const strip = {
    ...common,
    y: bars.map(({ y, height }) => y + height * 0.4),
    width: bars.map(({ height }) => height * 0.2),
    marker: { color: "#000000", line: { width: 0 } },
  };
  return [outline, strip];
}

function interruptionTrace() {
  const found = state.day.interruptions.filter((each) => chart.bars.has(each.row));
  const drawn = look("interruption");
  return {
    type: "scatter",
    mode: "markers",
    name: drawn.label,
    meta: "interruption",
    x: found.map((each) => each.at + each.length / 2),
    y: found.map((each) => bar(each.row).y),
    hoverinfo: "skip",
    marker: { symbol: "diamond", size: 10, color: drawn.colour, line: { color: drawn.line, width: drawn.line_width } },
  };
}

/** @param {Ink} ink */
function traces(ink) {
  /** @type {Map<string, number[]>} */
  const groups = new Map(["shift", ...state.data.looks.map((each) => each.key)].map((key) => [key, []]));
  for (const number of chart.bars.keys()) groups.get(state.day.rows[number].drawn)?.push(number);
  const bars = [...groups].flatMap(([key, numbers]) => (numbers.length ? [barTrace(key, numbers, ink)] : []));
  return [...bars, ...contestTraces(), interruptionTrace()].map((trace) => ({
    ...trace,
    visible: !state.hidden.has(trace.meta),
  }));
}

/** Find out how wide the chart is, and how much of that the names need. */
export function measure() {
  // Paper takes the chart as it was drawn, made smaller.
  if (printing.matches && chart.width) return;
  chart.width = Math.max(240, $("plot").clientWidth);
  chart.gutter = 0;
  if (chart.width >= 640) {
    const nameOf = state.by === "provider" ? providerName : patientName;
    const needed = state.day.views[state.by].keys.map((key) => {
      const role = state.by === "provider" ? roleOf(key) : "";
      return widthOf(nameOf(key)) * 1.22 + (role ? widthOf(role) * 1.15 + 8 : 0);
    });
    chart.gutter = Math.round(Math.min(chart.width * 0.22, 340, Math.max(80, ...needed) + 28));
  }
  $("plot").style.setProperty("--gutter", `${chart.gutter}px`);
}

export const plotWidth = () => chart.width - chart.gutter - EDGE;
/**
 * Pixels from the left edge of the chart at which a wall clock stands.
 * @param {number} clock
 */
export const across = (clock) => chart.gutter + ((clock - chart.from) / (chart.to - chart.from)) * plotWidth();

/** The wall clocks the chart may show: the day, and a little on either side. */
export function bounds() {
  const ends = [wall(state.day.start), wall(state.day.end)];
  for (const row of state.day.rows) ends[1] = Math.max(ends[1], row.at + row.length);
  const edge = Math.max(300, (ends[1] - ends[0]) / 90);
  return [ends[0] - edge, ends[1] + edge];
}

/** The distance of two labels on the time axis, and of two fine lines. */
export function tick() {
  const room = plotWidth() / 62;
  const step = TICKS.find((each) => (chart.to - chart.from) / each <= room) || TICKS[TICKS.length - 1];
  return [step, step <= 300 ? step / 5 : step <= 900 ? 300 : step <= 3600 ? 900 : 3600];
}

/** @param {Ink} ink */
function xaxis(ink) {
  const [step, fine] = tick();
  return {
    type: "linear",
    range: [chart.from, chart.to],
    side: "top",
    showticklabels: false,
    ticks: "",
    tick0: 0,
    dtick: step,
    gridcolor: ink.grid,
    zeroline: false,
    minor: { tick0: 0, dtick: fine, showgrid: true, gridcolor: ink.minor, ticks: "" },
  };
}

/** Draw everything anew; calls made while one is drawing wait for it. */
export function drawChart() {
  measure();
  layOut();
  const empty = chart.rows.length === 0;
  $("chart-empty").hidden = !empty;
  $("chart-scroll").hidden = empty;
  drawLegend();
  if (empty) return;
  if (chart.to <= chart.from) [chart.from, chart.to] = bounds();
  const ink = colours();
  const room = (innerHeight - 27 * parseFloat(getComputedStyle(document.documentElement).fontSize) - 30) / chart.height;
  chart.lane = Math.min(chart.gutter ? LANES[1] : 28, Math.max(LANES[0], Math.floor(room)));
  const height = Math.round(chart.height * chart.lane);
  const figure = {
    width: chart.width,
    height,
    margin: { l: chart.gutter, r: EDGE, t: 0, b: 0, pad: 0, autoexpand: false },
    template: {},
    barmode: "overlay",
    bargap: 0,
    hovermode: false,
    dragmode: coarse.matches ? false : "pan",
    showlegend: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    xaxis: xaxis(ink),
    yaxis: {
      range: [chart.height, 0],
      fixedrange: true,
      showticklabels: false,
      showgrid: false,
      zeroline: false,
      ticks: "",
    },
  };
  $("plot").style.height = `${height}px`;
  const scales = [1000 / chart.width, 420 / height];
  document.body.style.setProperty("--drawn", `${chart.width}px`);
  document.body.style.setProperty("--print-scale", Math.min(1, scales[0], Math.max(0.5, scales[1])).toFixed(3));
  emit("laid-out");
  const data = traces(ink);
  chart.drawing = chart.drawing
    .then(plotly)
    .then(() => Plotly.react($("gd"), data, figure, state.data.config))
    .then(() => emit("drawn"));
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
  if (!chart.rows.length) return;
  const axis = xaxis(colours());
  emit("moved");
  const change = { "xaxis.range": axis.range, "xaxis.dtick": axis.dtick, "xaxis.minor.dtick": axis.minor.dtick };
  chart.drawing = chart.drawing.then(() => Plotly.relayout($("gd"), change));
}

const wholeDay = () => {
  const [from, to] = bounds();
  zoom(from, to);
};
/** @param {number} factor */
export const zoomBy = (factor) => {
  const middle = inView(wall(state.time)) ? wall(state.time) : (chart.from + chart.to) / 2;
  const share = (middle - chart.from) / (chart.to - chart.from);
  const span = (chart.to - chart.from) * factor;
  zoom(middle - share * span, middle + (1 - share) * span);
};
/** @param {number} share */
const panBy = (share) => zoom(chart.from + share * (chart.to - chart.from), chart.to + share * (chart.to - chart.from));
/** @param {number} clock */
export const inView = (clock) => clock >= chart.from && clock <= chart.to;

function drawLegend() {
  const present = new Set(
    state.day.views[state.by].bars.flatMap((stand, i) => (stand ? [state.day.rows[i].drawn] : [])),
  );
  if (state.day.contests.length) present.add("contested");
  if (state.day.interruptions.length) present.add("interruption");
  $("legend").replaceChildren(
    ...state.data.looks
      .filter((each) => present.has(each.key))
      .map((each) => {
        const toggle = () => {
          if (!state.hidden.delete(each.key)) state.hidden.add(each.key);
          button.setAttribute("aria-pressed", String(!state.hidden.has(each.key)));
          const traced = $("gd").data || [];
          const which = traced.flatMap((trace, i) => (trace.meta === each.key ? [i] : []));
          if (which.length) {
            chart.drawing = chart.drawing.then(() =>
              Plotly.restyle($("gd"), { visible: !state.hidden.has(each.key) }, which),
            );
          }
          emit("laid-out");
          emit("moved");
        };
        const button = make(
          "button",
          { type: "button", "aria-pressed": String(!state.hidden.has(each.key)), on: { click: toggle } },
          swatch(each.key),
          each.label,
        );
        return button;
      }),
  );
}

export function startChart() {
  press({ provider: "by-provider", patient: "by-patient" }, state.by);
  for (const by of /** @type {By[]} */ (["provider", "patient"])) {
    $(`by-${by}`).addEventListener("click", () => {
      state.by = by;
      press({ provider: "by-provider", patient: "by-patient" }, by);
      drawChart();
      $("chart-scroll").scrollTop = 0;
      emit("turned");
    });
  }
  $("zoom-in").addEventListener("click", () => zoomBy(0.5));
  $("zoom-out").addEventListener("click", () => zoomBy(2));
  $("pan-left").addEventListener("click", () => panBy(-0.5));
  $("pan-right").addEventListener("click", () => panBy(0.5));
  $("whole-day").addEventListener("click", wholeDay);
  let waiting = 0;
  new ResizeObserver(() => {
    if (!state.day || $("plot").clientWidth === 0 || Math.max(240, $("plot").clientWidth) === chart.width) return;
    clearTimeout(waiting);
    waiting = setTimeout(drawChart, 60);
  }).observe($("plot"));
  dark.addEventListener("change", () => state.day && drawChart());
  printing.addEventListener("change", () => state.day && dark.matches && drawChart());
}
