// What lies over the bars and moves with them: names, the moving line, and what a finding lights up.

import { $, calm, make, two } from "./base.js";
import { across, bounds, chart, EDGE, GAP, HEAD, inView, tick, zoom } from "./chart.js";
import { emit } from "./events.js";
import { widthOf } from "./paper.js";
import { chosenFinding, chosenRows, clockText, patientName, providerName, roleOf, state, wall } from "./state.js";

/**
 * The elements of the present drawing.
 * @type {{ labels: { element: HTMLElement, row: Row, shown: string, names: string[] }[],
 *   lit: { element: HTMLElement, bar: Bar, row: Row }[], ticks: { x: number, element: HTMLElement }[],
 *   line: HTMLElement | null, flag: HTMLElement | null, band: HTMLElement, scrim: HTMLElement, top: HTMLElement | null,
 *   followed: boolean }}
 */
const over = {
  labels: [],
  lit: [],
  ticks: [],
  line: null,
  flag: null,
  band: make("div"),
  scrim: make("div"),
  top: null,
  followed: false,
};

/** Let the moving line go, until the next day is drawn. */
export function forgetLine() {
  over.line = over.flag = null;
}

/**
 * Say the instant on the line's flag.
 * @param {string} text
 */
export function flag(text) {
  if (over.flag) over.flag.textContent = text;
}

/** Make the elements of a new drawing; `place` puts them where they belong. */
export function dress() {
  const { rows } = state.day;
  $("bands").replaceChildren(
    ...chart.rows
      .filter((_, i) => i % 2 === 0)
      .map((row) =>
        make("div", {
          style: {
            top: `${(row.top - GAP / 2) * chart.lane}px`,
            height: `${(row.bottom - row.top + GAP) * chart.lane}px`,
          },
        }),
      ),
  );
  const nameOf = state.by === "provider" ? providerName : patientName;
  const names = chart.rows.map((row) => {
    const role = state.by === "provider" ? roleOf(row.key) : "";
    const height = chart.gutter ? row.bottom - row.top : HEAD;
    const lines = chart.gutter ? Math.max(1, Math.min(3, Math.floor((height * chart.lane) / 17))) : 1;
    return make(
      "div",
      {
        classes: "row-name",
        style: { top: `${row.top * chart.lane}px`, height: `${height * chart.lane}px`, "--lines": lines },
      },
      make("span", { text: nameOf(row.key) }),
      role ? make("small", { text: role }) : null,
    );
  });
  over.labels = [];
  for (const [number, bar] of chart.bars) {
    const row = rows[number];
    if (row.drawn === "shift" || row.thin || state.hidden.has(row.drawn)) continue;
    const element = make("div", {
      classes: "bar-name",
      "data-drawn": row.drawn,
      style: { top: `${(bar.y - bar.height / 2) * chart.lane}px`, "line-height": `${bar.height * chart.lane}px` },
    });
    over.labels.push({ element, row, shown: "", names: namesOn(row) });
  }
  over.line = make("div", { classes: "now-line" });
  over.band = make("div", { classes: "lit-band", hidden: true });
  over.scrim = make("div", { classes: "scrim", hidden: true, style: { left: `${-chart.gutter}px` } });
  /** @param {...HTMLElement} inside */
  const shifted = (...inside) => make("div", { classes: "shifted", style: { left: `${-chart.gutter}px` } }, ...inside);
  over.top = shifted(over.line);
  const bars = make(
    "div",
    { classes: "over-plot", style: { left: `${chart.gutter}px`, right: `${EDGE}px` } },
    shifted(...over.labels.map((each) => each.element), over.band),
    over.scrim,
    over.top,
  );
  $("over").replaceChildren(bars, ...names);
  light();
}

/**
 * What may stand on a bar, longest first: whom the chart's row does not name already.
 * @param {Row} row
 */
function namesOn(row) {
  if (row.kind === "away") return ["away"];
  const [key, name] =
    state.by === "provider"
      ? [row.patient, patientName(row.patient)]
      : [row.provider, row.provider ? providerName(row.provider) : ""];
  if (!key) return row.code ? [row.code] : [];
  return [...new Set([row.code ? `${name} · ${row.code}` : name, name, key])];
}

/** Put every element of the overlay where the present zoom has it. */
export function place() {
  if (!chart.rows.length) return;
  const left = chart.gutter;
  const right = chart.width - EDGE;
  for (const label of over.labels) {
    const from = Math.max(left, across(label.row.at));
    const room = Math.min(right, across(label.row.at + label.row.length)) - from - 8;
    let text = label.names.find((name) => widthOf(name) <= room) || "";
    // A name that is cut still tells more than none, where enough of it is left.
    if (!text && room > 40 && label.names.length) text = label.names.at(-2) || label.names[0];
    if (text !== label.shown) label.element.textContent = label.shown = text;
    if (!text) continue;
    label.element.style.transform = `translateX(${from + 4}px)`;
    label.element.style.width = `${room}px`;
  }
  placeLit();
  placeBand();
  drawAxis();
  placeLine();
}

/** Frame what is lit; a veil with holes lies over the rest. */
function placeLit() {
  const height = chart.height * chart.lane;
  let holes = `M0 0H${chart.width}V${height}H0Z`;
  for (const { element, bar, row } of over.lit) {
    const from = across(row.at);
    const width = Math.max(3, across(row.at + row.length) - from);
    element.style.transform = `translateX(${from}px)`;
    element.style.width = `${width}px`;
    holes += `M${from} ${(bar.y - bar.height / 2) * chart.lane}h${width}v${bar.height * chart.lane}h${-width}z`;
  }
  over.scrim.hidden = !over.lit.length;
  over.scrim.style.clipPath = `path(evenodd, "${holes}")`;
}

function drawAxis() {
  const [step] = tick();
  over.ticks = [];
  for (let clock = Math.ceil(chart.from / step) * step; clock <= chart.to; clock += step) {
    const x = across(clock);
    if (x < chart.gutter + 2 || x > chart.width - 4) continue;
    const edge = x > chart.width - EDGE - 16 ? " last" : x < chart.gutter + 18 ? " first" : "";
    over.ticks.push({
      x,
      element: make("span", {
        classes: `tick${edge}`,
        text: `${two(Math.floor(clock / 3600) % 24)}:${two(Math.floor(clock / 60) % 60)}`,
        style: { transform: `translateX(${x}px)` },
      }),
    });
  }
  over.flag = make("span", { classes: "now-flag" });
  $("axis").replaceChildren(...over.ticks.map((each) => each.element), over.flag);
}

/** Move the line: two transforms and a text, nothing is laid out or drawn anew. */
export function placeLine() {
  if (!over.line || !over.flag) return;
  const clock = wall(state.time);
  const shown = inView(clock);
  over.line.hidden = over.flag.hidden = !shown;
  const x = shown ? across(clock) : -100;
  for (const mark of over.ticks) mark.element.classList.toggle("under", Math.abs(mark.x - x) < 46);
  if (!shown) return;
  over.line.style.transform = `translateX(${x}px)`;
  over.flag.style.transform = `translateX(${Math.min(chart.width - 24, Math.max(24, x))}px) translateX(-50%)`;
  over.flag.textContent = clockText(state.instant);
}

function placeBand() {
  const chosen = chosenFinding();
  over.band.hidden = !chosen;
  if (!chosen) return;
  const from = across(wall(chosen.start));
  over.band.style.transform = `translateX(${from}px)`;
  over.band.style.width = `${Math.max(2, across(wall(chosen.end)) - from)}px`;
}

/** Light up the rows of what is chosen, and take the others back. */
export function light() {
  for (const lit of over.lit) lit.element.remove();
  over.lit = [];
  for (const number of chosenRows()) {
    const bar = chart.bars.get(number);
    if (!bar || !over.top) continue;
    const element = make("div", {
      classes: "lit-bar",
      style: { top: `${(bar.y - bar.height / 2) * chart.lane}px`, height: `${bar.height * chart.lane}px` },
    });
    over.top.prepend(element);
    over.lit.push({ element, bar, row: state.day.rows[number] });
  }
}

/** Scroll the chart, and the page if need be, so that what is chosen can be seen. */
export function reveal() {
  const box = $("chart-scroll");
  const bars = chosenRows().flatMap((number) => chart.bars.get(number) ?? []);
  if (bars.length) {
    const top = Math.min(...bars.map((bar) => bar.y - 1)) * chart.lane;
    const bottom = Math.max(...bars.map((bar) => bar.y + 1)) * chart.lane + $("axis").offsetHeight;
    if (top < box.scrollTop || bottom > box.scrollTop + box.clientHeight) {
      box.scrollTo({
        top: Math.max(0, (top + bottom - box.clientHeight) / 2),
        behavior: calm.matches ? "auto" : "smooth",
      });
    }
  }
  const seen = box.getBoundingClientRect();
  if (seen.top < 0 || seen.top > innerHeight - 160) {
    document
      .querySelector(".chart-card")
      ?.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }
}

/** Plotly's own drags move the axis: the overlay follows, and a drag out of the day comes back when it ends. */
export function followDrags() {
  if (over.followed) return;
  over.followed = true;
  /** @param {Record<string, any>} change */
  const follow = (change) => {
    const from = change["xaxis.range[0]"] ?? (change["xaxis.range"] || [])[0];
    const to = change["xaxis.range[1]"] ?? (change["xaxis.range"] || [])[1];
    if (from === undefined || to === undefined) return;
    [chart.from, chart.to] = [Number(from), Number(to)];
    emit("moved");
  };
  /** @param {Record<string, any>} change */
  const settle = (change) => {
    follow(change);
    const [low, high] = bounds();
    if (chart.from < low - 1 || chart.to > high + 1) zoom(chart.from, chart.to);
  };
  $("gd").on("plotly_relayouting", follow);
  $("gd").on("plotly_relayout", settle);
}
