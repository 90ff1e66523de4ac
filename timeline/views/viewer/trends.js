// The Trends view: every metric from day to day; every point leads to its day. The figures come with the payload.

import { $, announce, capital, dark, fill, make, own, printing } from "./base.js";
import { emit, on } from "./events.js";
import { colours, plotly, prepare } from "./paper.js";
import { state } from "./state.js";
import { view } from "./views.js";

let chosenEvery = 0;
const looking = () => view.shown === "trends";
const LINES = /** @type {const} */ (["goal", "benchmark"]);
/** Pixels of a point, and of the one that is read off. */
const POINT = 7;
const READ = 12;
/** Pixels around a figure: the numbers and the dates have room. */
const MARGIN = { l: 46, r: 14, t: 10, b: 26 };

/** @type {TrendPart[]} */
let parts = [];
let at = -1;
/** @type {Promise<unknown>} */
let drawing = Promise.resolve();

const views = () => state.data?.trends?.views ?? [];

function drawTrends() {
  const told = views()[chosenEvery];
  const versus = state.data.trends?.benchmark;
  at = -1;
  $("trends-every").hidden = views().length < 2;
  $("trends-every").replaceChildren(
    ...views().map((each, i) =>
      make("button", {
        type: "button",
        text: each.label,
        "aria-pressed": String(i === chosenEvery),
        on: { click: () => chooseEvery(i) },
      }),
    ),
  );
  const leads = told.every === "week" ? "the first day of its week" : "its day";
  fill(
    $("trends-told"),
    `${told.told}; contest rule ${state.data.contest}. `,
    versus ? `Benchmark: ${versus}. ` : "",
    told.periods.some(({ part }) => part) ? `A hollow point is a part of a ${told.every}. ` : "",
    make("span", { text: `Choose a point to open ${leads}.` }),
  );
  parts = told.panels.map((panel) => trendPanel(panel, told.periods));
  $("trend-panels").replaceChildren(...parts.map((part) => part.element));
  drawTrendTable(told);
  if (looking()) drawFigures();
}

/** @param {number} number */
function chooseEvery(number) {
  chosenEvery = number;
  drawTrends();
  /** @type {HTMLElement} */ ($("trends-every").children[number]).focus();
}

/**
 * One metric: heading, the value read off, which leads to its day, and the figure.
 * @param {TrendPanel} panel
 * @param {TrendPeriod[]} periods
 * @returns {TrendPart}
 */
function trendPanel(panel, periods) {
  const id = `trend-${panel.metric}`;
  const value = make("a", { classes: "trend-value", "aria-keyshortcuts": "ArrowLeft ArrowRight Home End" });
  const plot = /** @type {PlotlyElement} */ (
    /** @type {HTMLElement} */ (make("div", { classes: "trend-plot", "aria-hidden": "true" }))
  );
  const told = LINES.filter((name) => panel[name]).map((name) =>
    make("span", { classes: `trend-key ${name}` }, make("i", { "aria-hidden": "true" }), `${name} ${panel[name]}`),
  );
  const element = make(
    "section",
    { classes: "card trend", "aria-labelledby": id },
    make("h3", { id, text: panel.label }),
    value,
    plot,
    make("p", { classes: "trend-keys" }, ...told),
  );
  const known = panel.points.flatMap((point, i) => (point ? [i] : []));
  /** @type {TrendPart} */
  const part = { element, panel, periods, value, plot, known, at: -1, drawn: false, look: "" };
  readOff(part, atRest(part), false);
  value.addEventListener("click", (event) => openDay(event, periods[part.at].day));
  value.addEventListener("focus", () => readAll(part.at));
  value.addEventListener("blur", () => readAll(-1));
  value.addEventListener("keydown", (event) => {
    const place = known.indexOf(part.at);
    const ends = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: known.length - 1 };
    const to = own(ends, event.key);
    if (to === undefined || event.shiftKey) return;
    event.preventDefault();
    readAll(known[Math.max(0, Math.min(known.length - 1, to))]);
    announce(String(value.getAttribute("aria-label")), 50);
  });
  return part;
}

/**
 * The period a panel shows by itself: the last that is whole, since part of a week is no week.
 * @param {TrendPart} part
 */
function atRest({ known, periods }) {
  return known.filter((number) => !periods[number].part).pop() ?? known[known.length - 1];
}

/**
 * Show what a panel says of a period: on the way there the same period in every panel.
 * @param {TrendPart} part
 * @param {number} number
 */
function readOff(part, number, marked = true) {
  const point = part.panel.points[number];
  const { day, title } = part.periods[number];
  part.at = number;
  part.value.href = `#d=${day}`;
  part.value.setAttribute(
    "aria-label",
    `${part.panel.label}: ${title}, ${point ? `${point.text} over ${point.rests}` : "nothing to divide by"}`,
  );
  fill(
    part.value,
    make("b", { text: point ? point.text : "–" }),
    make("span", { text: `${title}${point ? `, over ${point.rests}` : ": nothing to divide by"}` }),
  );
  if (!part.drawn) return;
  const sizes = marked ? part.panel.points.map((_, i) => (i === number ? READ : POINT)) : POINT;
  Plotly.restyle(part.plot, { "marker.size": [sizes] });
}

/** @param {number} number */
function readAll(number) {
  if (number === at) return;
  at = number;
  for (const part of parts) readOff(part, number < 0 ? atRest(part) : number, number >= 0);
}

/**
 * Draw the figures in the colors of the page, as wide as there is room: one after the other, between what else is done,
 * those in sight first.
 */
function drawFigures() {
  const wanted = parts;
  drawing = drawing.catch(() => null).then(plotly).then(async () => {
    // Measured together: after each drawing the browser would lay out the page anew.
    const rooms = wanted.map((part) => ({ part, box: part.plot.getBoundingClientRect() }));
    /** @param {DOMRect} box */
    const hidden = ({ top }) => Number(top > innerHeight);
    for (const { part, box } of rooms.sort((a, b) => hidden(a.box) - hidden(b.box))) {
      if (wanted !== parts) return;
      const look = `${box.width} ${box.height} ${dark.matches}`;
      if (!box.width || part.look === look) continue;
      part.look = look;
      await drawFigure(part, Math.floor(box.width), Math.floor(box.height));
      await new Promise((resolve) => setTimeout(resolve));
    }
  });
}

/** @param {TrendPart} part @param {number} width @param {number} height */
async function drawFigure(part, width, height) {
  const { data, layout } = inColours(part.panel.figure, part.periods);
  await Plotly.react(part.plot, data, { ...layout, width, height }, state.data.config);
  // Paper makes the drawing smaller, as it does with any picture.
  for (const svg of part.plot.querySelectorAll(".main-svg")) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  if (part.drawn) return;
  part.drawn = true;
  part.plot.on("plotly_hover", ({ points }) => readAll(points[0].pointIndex));
  part.plot.on("plotly_unhover", () => readAll(-1));
  part.plot.on("plotly_click", ({ points, event }) => openDay(event, part.periods[points[0].pointIndex].day));
}

/**
 * A figure as the page shows it: its own colors, part of a period hollow, words of its own on hover, and the nearest point
 * wherever one clicks.
 * @param {Figure} figure
 * @param {TrendPeriod[]} periods
 */
function inColours({ data, layout }, periods) {
  const ink = colours();
  /** @type {Record<string, string>} */
  const line = { goal: ink.ink, benchmark: ink.muted };
  // Plotly's own margins are found by drawing a figure again and again; of one width they also put the axes in line.
  const axis = { gridcolor: ink.grid, linecolor: ink.grid, zerolinecolor: ink.grid, automargin: false };
  return {
    data: data.map((trace) => ({
      ...trace,
      hoverinfo: "none",
      hovertemplate: null,
      line: { ...trace.line, color: ink.accent },
      marker: {
        ...trace.marker,
        color: periods.map(({ part }) => (part ? ink.card : ink.accent)),
        line: { ...trace.marker.line, color: periods.map(({ part }) => (part ? ink.accent : ink.card)) },
      },
    })),
    layout: {
      ...layout,
      hovermode: "x",
      hoverdistance: -1,
      dragmode: false,
      margin: MARGIN,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { ...layout.font, color: ink.muted, family: getComputedStyle(document.body).fontFamily },
      xaxis: { ...layout.xaxis, ...axis },
      yaxis: { ...layout.yaxis, ...axis },
      shapes: layout.shapes.map((/** @type {any} */ shape) => ({
        ...shape,
        line: { ...shape.line, color: line[shape.name] },
      })),
    },
  };
}

/** @param {TrendView} view */
function drawTrendTable({ periods, panels, every }) {
  /** @param {string | undefined} text @param {TrendPanel} panel */
  const cell = (text, panel) =>
    make("td", { role: "cell", classes: "number", "data-head": panel.label, text: text || "–" });
  const lines = LINES.filter((name) => panels.some((panel) => panel[name]));
  const rows = periods.map((period, i) =>
    make(
      "tr",
      { role: "row" },
      make(
        "td",
        { role: "cell", classes: "lead" },
        make("a", {
          href: `#d=${period.day}`,
          text: period.title,
          on: { click: (/** @type {MouseEvent} */ event) => openDay(event, period.day) },
        }),
      ),
      ...panels.map((panel) => cell(panel.points[i]?.text, panel)),
    ),
  );
  rows.push(
    ...lines.map((name) =>
      make(
        "tr",
        { role: "row", classes: "trend-line" },
        make("td", { role: "cell", classes: "lead", text: capital(name) }),
        ...panels.map((panel) => cell(panel[name], panel)),
      ),
    ),
  );
  const heads = panels.map((panel) =>
    make("th", { role: "columnheader", scope: "col", classes: "number", text: panel.label }),
  );
  const period = make("th", { role: "columnheader", scope: "col", text: every === "week" ? "Week" : "Day" });
  $("trend-table").replaceChildren(
    make("caption", { classes: "sr", text: `Trends by ${every}; the date opens the day` }),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, period, ...heads)),
    make("tbody", { role: "rowgroup" }, ...rows),
  );
}

/**
 * Open a day from a point or from the table.
 * @param {MouseEvent} event
 * @param {string} date
 */
function openDay(event, date) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  emit("open-day", date, {});
}

/** Take the trends of a new result; with nothing to follow the page has no such view. */
export function takeTrends() {
  chosenEvery = 0;
  parts = [];
  if (views().length) drawTrends();
}

export function startTrends() {
  on("view", (name) => {
    if (name !== "trends") return;
    readAll(-1);
    drawFigures();
  });
  prepare($("view-trends"), () => views().length > 0 && !state.playing);
  const redraw = () => looking() && drawFigures();
  let waiting = 0;
  new ResizeObserver(() => {
    if (printing.matches) return;
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 60);
  }).observe($("trend-panels"));
  dark.addEventListener("change", redraw);
}
