// What lies over the canvas: names of rows and sites, the axis, the moving line, and frames around what is chosen.

import { $, calm, capital, make, minutesOf, plural, two } from "./base.js";
import { across, bringIntoBox, chart, EDGE, inView, stripName, tick } from "./chart.js";
import { overIn } from "./load.js";
import { HEAD, scene } from "./scene.js";
import { chosenFinding, chosenRows, clockText, patientName, providerName, roleOf, state, wall } from "./state.js";

/**
 * The elements of the present drawing.
 * @type {{ lit: { element: HTMLElement, row: Row }[], ticks: { clock: number, x: number, element: HTMLElement }[],
 *   line: HTMLElement | null, flag: HTMLElement | null, band: HTMLElement, top: HTMLElement | null }}
 */
const over = { lit: [], ticks: [], line: null, flag: null, band: make("div"), top: null };

/** Let the moving line go, until the next day is drawn. */
export function forgetLine() {
  over.flag?.remove();
  over.line = over.flag = null;
}

/**
 * Say the instant on the line's flag.
 * @param {string} text
 */
export function flag(text) {
  // A text that is set anew is laid out anew, though it says the same.
  if (over.flag && over.flag.textContent !== text) over.flag.textContent = text;
}

/** Make the elements of a new drawing; `place` puts them where they belong. */
export function dress() {
  over.line = make("div", { classes: "now-line" });
  over.band = make("div", { classes: "lit-band", hidden: true });
  over.top = make("div", { classes: "shifted", style: { left: `${-chart.gutter}px` } }, over.band, over.line);
  const bars = make("div", { classes: "over-plot", style: { left: `${chart.gutter}px`, right: `${EDGE}px` } }, over.top);
  $("over").replaceChildren(bars, ...scene.rows.map(nameRow), ...scene.sites.map(nameSite));
  $("load-names").replaceChildren(
    ...chart.strips.map((strip) => {
      const { top, height, cells, booked } = strip;
      return make(
        "div",
        { classes: `row-name ${chart.gutter && height < 24 ? "short" : ""}`, style: chart.gutter ? { top: `${top}px`, height: `${height}px` } : { top: `${top - HEAD}px`, height: `${HEAD}px` } },
        make("b", { classes: "row-who", text: stripName(strip) }),
        make("small", { classes: `twice ${cells.some((cell) => cell.over) ? "" : "cleared"}`, text: overIn(cells, booked) }),
      );
    }),
    chart.more ? make("p", { classes: "load-more", text: `${plural(chart.more, "more site")}: choose one to see it` }) : "",
  );
  light();
}

/** @param {SceneRow} row */
function nameRow(row) {
  const byProvider = state.by === "provider";
  const role = byProvider ? roleOf(row.key) : "";
  const height = chart.gutter ? row.bottom - row.top : HEAD;
  const twice = byProvider ? row.load.reduce((sum, each) => sum + (each.over ? each.until - each.at : 0), 0) : 0;
  return make(
    "div",
    { classes: `row-name ${row.low ? "low" : ""}`, style: { top: `${row.top}px`, height: `${height}px` } },
    make("b", { classes: "row-who", text: nameIn(row, byProvider ? providerName : patientName) }),
    role || twice ? make("small", {}, make("span", { text: role }), twice ? make("span", { classes: "twice", text: `${minutesOf(twice)} min twice` }) : null) : null,
  );
}

/**
 * The name of a row: an id tells apart only people of the same site who share a name.
 * @param {SceneRow} row
 * @param {(id: string) => string} nameOf
 */
function nameIn(row, nameOf) {
  const told = nameOf(row.key);
  const short = told.endsWith(` (${row.key})`) ? told.slice(0, -row.key.length - 3) : told;
  const twins = scene.rows.filter((each) => each.site === row.site && nameOf(each.key).startsWith(short) && each.key !== row.key);
  return twins.some((each) => nameOf(each.key) === `${short} (${each.key})`) ? told : short;
}

/** @param {{ site: number, top: number }} heading */
function nameSite({ site, top }) {
  const { clinics, visits } = state.day;
  const own = [...state.shown.visits].filter((i) => visits[i].clinic === clinics[site]);
  const open = [...state.shown.findings].filter((i) => state.day.findings[i].severity === "error" && ofSite(i, site)).length;
  return make(
    "div",
    { classes: "site-name", style: { top: `${top}px` } },
    make("b", { text: capital(clinics[site]) }),
    ` ${plural(own.length, "visit")}${open ? ` · ${plural(open, "error")}` : ""}`,
  );
}

/** @param {number} finding @param {number} site */
const ofSite = (finding, site) => state.day.findings[finding].rows.some((row) => state.day.rows[row].site === site);

/** Put every element of the overlay where the present zoom has it. */
export function place() {
  if (!scene.rows.length) return;
  for (const { element, row } of over.lit) {
    const from = across(row.at);
    element.style.transform = `translateX(${from}px)`;
    element.style.width = `${Math.max(3, across(row.at + row.length) - from)}px`;
  }
  placeBand();
  drawAxis();
  placeLine();
}

/** The labels of the axis: those that stay are moved, for a new text is laid out anew. */
function drawAxis() {
  const [step] = tick();
  const before = new Map(over.ticks.map((each) => [each.clock, each.element]));
  over.ticks = [];
  for (let clock = Math.ceil(chart.from / step) * step; clock <= chart.to; clock += step) {
    const x = across(clock);
    if (x < chart.gutter + 2 || x > chart.width - 4) continue;
    const edge = x > chart.width - EDGE - 16 ? "last" : x < chart.gutter + 18 ? "first" : "";
    const text = `${two(Math.floor(clock / 3600) % 24)}:${two(Math.floor(clock / 60) % 60)}`;
    const element = before.get(clock) ?? make("span", { classes: "tick", text });
    before.delete(clock);
    element.classList.toggle("last", edge === "last");
    element.classList.toggle("first", edge === "first");
    element.style.transform = `translateX(${x}px)`;
    over.ticks.push({ clock, x, element });
    if (!element.isConnected) $("ticks").append(element);
  }
  for (const gone of before.values()) gone.remove();
  over.flag ||= make("span", { classes: "now-flag" });
  if (!over.flag.isConnected) $("ticks").append(over.flag);
}

/** Move the line: two transforms and a text, nothing is laid out anew. */
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
  flag(clockText(state.instant));
}

function placeBand() {
  const chosen = state.playing ? null : chosenFinding();
  over.band.hidden = !chosen;
  if (!chosen) return;
  const from = across(wall(chosen.start));
  over.band.style.transform = `translateX(${from}px)`;
  over.band.style.width = `${Math.max(2, across(wall(chosen.end)) - from)}px`;
}

/**
 * The envelopes that a recorded row is drawn on.
 * @param {number} number
 */
const holding = (number) => scene.envelopes.filter((each) => each.parts.includes(number));

/** Frame the rows of what is chosen, and let the others go; in replay nothing is framed. */
export function light() {
  for (const lit of over.lit) lit.element.remove();
  over.lit = [];
  if (state.playing) return;
  for (const number of chosenRows()) {
    for (const each of holding(number)) {
      const style = { top: `${each.top}px`, height: `${each.height}px` };
      const element = make("div", { classes: "lit-bar", style });
      over.top?.prepend(element);
      over.lit.push({ element, row: state.day.rows[number] });
    }
  }
}

const FREE = 0.42; // of a narrow screen: what the proof, which lies over the lower part, leaves

/**
 * On a narrow screen a row of the chart moves up, or down, into what the proof leaves.
 * @param {number | undefined} number
 */
function clearSheet(number) {
  const each = number === undefined ? undefined : holding(number)[0];
  if (chart.gutter || !each) return;
  const top = $("plot").getBoundingClientRect().top + each.top;
  const bottom = top + each.height - innerHeight * FREE + 12;
  const by = Math.max(Math.min(0, top - HEAD - $("axis").offsetHeight), bottom);
  if (by) scrollBy({ top: by, behavior: calm.matches ? "auto" : "smooth" });
}

/** On a narrow screen what was tapped stays in sight: in a table its row, else the chart. */
function keepTapped() {
  const row = document.querySelector("tr[aria-current]");
  const at = row ? row.getBoundingClientRect().top : -1;
  // Some browsers give a tapped button no focus: then a row that can be seen is it.
  const unknown = document.activeElement === document.body && at >= 0 && at < innerHeight;
  if (row && (unknown || $("tables").contains(document.activeElement))) row.scrollIntoView({ block: "nearest" });
  else clearSheet(chosenRows()[0]);
}

/**
 * Scroll the chart, and the page if need be, so that what is chosen can be seen.
 * @param {number} [pointed] the row that was pointed at: it can be seen, and stays where it is
 */
export function reveal(pointed) {
  if (pointed !== undefined) {
    clearSheet(pointed);
    return;
  }
  const found = chosenRows().flatMap(holding);
  if (found.length) bringIntoBox(Math.min(...found.map((each) => each.top)) - 20, Math.max(...found.map((each) => each.top + each.height)) + 12);
  if (chart.gutter === 0) {
    keepTapped();
    return;
  }
  const box = $("chart-scroll").getBoundingClientRect();
  if (box.top < 0 || box.top > innerHeight - 160)
    document.querySelector(".chart-card")?.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
}
