// A span of the day, dragged on the axis: what there is in it, as tables.

import { $, announce, badge, capital, make, para, readClock, section, spoken, swatch } from "./base.js";
import { across, chart, clockAt, EDGE, zoom } from "./chart.js";
import { emit, on } from "./events.js";
import { filter, filtering } from "./filters.js";
import { sideTab } from "./replay.js";
import { clockText, patientName, providerName, state, unwall, wall } from "./state.js";
import { asUnits, opener } from "./tables.js";

/** @type {{ from: number, to: number, band: HTMLElement | null, mark: HTMLElement | null }} */
const span = { from: 0, to: 0, band: null, mark: null };
/** @type {Record<string, string>} */
const LOOKS = { other_discipline: "one_on_one", waiting: "rest", away: "rest", idle: "shift" };

/** The span chosen, in seconds since midnight, or null. */
export const chosenSpan = () => (span.to > span.from ? { from: span.from, to: span.to } : null);

/**
 * Choose a span; its tables open beside the chart.
 * @param {number} from
 * @param {number} to
 */
export function chooseSpan(from, to) {
  [span.from, span.to] = [Math.min(from, to), Math.max(from, to)];
  drawSpan();
  if (!chosenSpan()) return;
  document.body.classList.add("chosen");
  $("tab-span").hidden = false;
  sideTab($("tab-span"), false);
  announce(`Span ${when()} chosen`, 50);
}

export function forgetSpan() {
  [span.from, span.to] = [0, 0];
  if ($("tab-span").getAttribute("aria-selected") === "true") sideTab($("tab-now"), false);
  $("tab-span").hidden = true;
  if (!state.chosen) document.body.classList.remove("chosen");
  drawSpan();
}

const when = () => `${clockText(span.from)}–${clockText(span.to)}`;

/**
 * The seconds of a span of the day that lie in the one chosen.
 * @param {readonly [number, number, ...unknown[]]} each
 */
const inside = ([start, end]) => Math.max(0, Math.min(end, span.to) - Math.max(start, span.from));

/** @param {number} seconds */
const minutes = (seconds) =>
  seconds % 60 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : String(seconds / 60);

/**
 * Add up seconds by what is true in them, in the order in which it is met.
 * @param {(readonly [number, number, string, ...unknown[]])[]} spans
 */
function byState(spans) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const each of spans) if (inside(each)) sums.set(each[2], (sums.get(each[2]) || 0) + inside(each));
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/** @param {[string, number][]} sums */
function stateTable(sums) {
  const rows = sums.map(([name, seconds]) => [
    make("span", { classes: "state-name" }, swatch(own(name)), name === "idle" ? "Free" : name === "contested" ? "Claimed twice" : capital(spoken(name))),
    minutes(seconds),
  ]);
  return table(["State", "Minutes"], rows);
}

/** @param {string} name */
const own = (name) => (Object.hasOwn(LOOKS, name) ? LOOKS[name] : name);

/**
 * @param {string[]} heads
 * @param {(Node | string)[][]} rows
 */
function table(heads, rows) {
  /** @param {number} i */
  const classes = (i) => (i ? "number" : undefined);
  return make(
    "table",
    { classes: "small-table" },
    make("thead", {}, make("tr", {}, ...heads.map((text, i) => make("th", { scope: "col", classes: classes(i), text })))),
    make("tbody", {}, ...rows.map((cells) => make("tr", {}, ...cells.map((cell, i) => make(i ? "td" : "th", i ? { classes: classes(i) } : { scope: "row" }, cell))))),
  );
}

/** The visits of the filters that have time in the span, by number, with their spans of it. */
function visitsInside() {
  const { day, shown } = state;
  return day.patient_instants.flatMap((each) => {
    const number = day.visits.findIndex(
      (visit) => visit.patient === each.patient && visit.discipline === each.discipline && visit.evidence === each.evidence,
    );
    return shown.visits.has(number) && each.spans.some((one) => inside(one)) ? [{ number, spans: each.spans }] : [];
  });
}

function peopleTable() {
  const staff = state.day.provider_instants.filter(({ provider }) => !filter.provider || filter.provider === provider);
  const rows = staff.flatMap(({ provider, spans }) => {
    const here = spans.filter((each) => inside(each));
    if (!here.length) return [];
    const patients = new Set(here.flatMap((each) => each[5]));
    /** @param {(doing: string) => boolean} which */
    const sum = (which) => here.reduce((total, each) => total + (which(each[2]) ? inside(each) : 0), 0);
    const twice = sum((doing) => doing === "contested");
    return [[providerName(provider), String(patients.size), minutes(sum((doing) => doing !== "idle")), twice ? minutes(twice) : "–"]];
  });
  return table(["Provider", "Patients", "Occupied", "Twice"], rows);
}

/** @param {ReturnType<typeof visitsInside>} found */
function visitTable(found) {
  const rows = found.map(({ number, spans }) => {
    const visit = state.day.visits[number];
    const one = spans.reduce((total, each) => total + (each[2] === "one_on_one" ? inside(each) : 0), 0);
    return [opener("visit", number, patientName(visit.patient)), minutes(one), asUnits(visit.units), visit.exposure ? String(visit.exposure) : "–"];
  });
  const units = found.reduce((total, { number }) => total + (state.day.visits[number].units ?? 0), 0);
  const exposed = found.reduce((total, { number }) => total + state.day.visits[number].exposure, 0);
  return table(["Visit", "One-on-one here", "Units", "At risk"], [...rows, ["Together", "", String(units), exposed ? String(exposed) : "–"]]);
}

function findingList() {
  const { findings } = state.day;
  const found = [...state.shown.findings].filter((i) => findings[i].start < span.to && Math.max(findings[i].end, findings[i].start + 1) > span.from);
  found.sort((a, b) => findings[a].start - findings[b].start);
  if (!found.length) return para("No finding lies in this span.", "quiet-text");
  const rows = found.map((i) => make("li", {}, badge(findings[i].severity), opener("finding", i, `${state.data.rules[findings[i].rule].title}, ${findings[i].when}`)));
  return make("ul", { classes: "plain linked" }, ...rows);
}

/** Two clocks that say the span, and take another. */
function fields() {
  /** @param {string} label @param {"from" | "to"} end */
  const field = (label, end) => {
    const input = make("input", { value: clockText(span[end]), inputmode: "numeric", autocomplete: "off", maxlength: 8 });
    input.addEventListener("change", () => {
      const asked = readClock(input.value);
      if (asked === null) input.value = clockText(span[end]);
      else if (end === "from") chooseSpan(unwall(asked), span.to);
      else chooseSpan(span.from, unwall(asked));
    });
    return make("label", { classes: "field" }, make("span", { text: label }), input);
  };
  return make(
    "div",
    { classes: "span-fields" },
    field("From", "from"),
    field("To", "to"),
    make("button", { type: "button", text: "Zoom to it", on: { click: () => zoom(wall(span.from), wall(span.to)) } }),
  );
}

/** Write the tables anew, and put the band where the zoom has it. */
function drawSpan() {
  placeSpan();
  const panel = $("panel-span");
  if (!chosenSpan()) {
    panel.replaceChildren();
    return;
  }
  const visits = visitsInside();
  panel.replaceChildren(
    make(
      "header",
      { classes: "proof-head proof-steps" },
      make("h2", { text: when() }),
      make("button", { type: "button", "aria-label": "Close the span", text: "×", on: { click: () => (forgetSpan(), $("panel-now").focus({ preventScroll: true })) } }),
    ),
    para(`${minutes(span.to - span.from)} minutes${filtering() ? ", of what the filters show" : ""}`, "proof-when"),
    fields(),
    section("Patients: minutes by state", stateTable(byState(visits.flatMap((each) => each.spans)))),
    section("Providers: minutes by what they did", stateTable(byState(state.day.provider_instants.filter(({ provider }) => !filter.provider || filter.provider === provider).flatMap((each) => each.spans)))),
    section("Providers", peopleTable()),
    section("Visits, each with its units as a whole", visitTable(visits)),
    section("Findings", findingList()),
  );
}

/** Put the band over the chart and its mark on the axis. */
function placeSpan() {
  span.band?.remove();
  span.mark?.remove();
  span.band = span.mark = null;
  if (!chosenSpan() || !state.day) return;
  const from = Math.max(chart.gutter, across(wall(span.from)));
  const to = Math.min(chart.width - EDGE, across(wall(span.to)));
  if (to <= from) return;
  const style = { left: `${from}px`, width: `${to - from}px` };
  span.band = make("div", { classes: "span-band", style });
  span.mark = make("div", { classes: "span-mark", style });
  $("over").append(span.band);
  $("axis").append(span.mark);
}

export function startSpan() {
  const axis = $("axis");
  /** @type {number | null} */
  let from = null;
  let dragged = false;
  /** @param {PointerEvent} event */
  const at = (event) => {
    const x = Math.min(chart.width - EDGE, Math.max(chart.gutter, event.clientX - axis.getBoundingClientRect().left));
    return unwall(Math.round(clockAt(x) / 60) * 60);
  };
  axis.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !state.day) return;
    [from, dragged] = [at(event), false];
    axis.setPointerCapture(event.pointerId);
  });
  axis.addEventListener("pointermove", (event) => {
    if (from === null) return;
    dragged ||= Math.abs(across(wall(at(event))) - across(wall(from))) > 4;
    if (!dragged) return;
    [span.from, span.to] = [Math.min(from, at(event)), Math.max(from, at(event))];
    placeSpan();
  });
  axis.addEventListener("pointerup", (event) => {
    if (from === null) return;
    if (dragged) chooseSpan(from, at(event));
    else emit("instant", at(event));
    from = null;
  });
  axis.addEventListener("pointercancel", () => (from = null));
  on("moved", placeSpan);
  on("filtered", () => chosenSpan() && drawSpan());
}
