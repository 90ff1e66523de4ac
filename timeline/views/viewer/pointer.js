// What the pointer does on the chart: words on hover, a click that opens a proof, a wheel that zooms.

import { $, make } from "./base.js";
import { chart, EDGE, plotWidth, zoomBy } from "./chart.js";
import { emit } from "./events.js";
import { patientLabel, providerLabel, roleOf, state, wall } from "./state.js";

/**
 * What is under a point of the chart: the topmost bar, and what lies on it there.
 * @param {PointerEvent} event
 */
function under(event) {
  const box = $("plot").getBoundingClientRect();
  const x = event.clientX - box.left;
  if (x < chart.gutter || x > chart.width - EDGE) return null;
  const clock = chart.from + ((x - chart.gutter) / plotWidth()) * (chart.to - chart.from);
  const y = (event.clientY - box.top) / chart.lane;
  /** @type {number | null} */
  let found = null;
  for (const [number, bar] of chart.bars) {
    const row = state.day.rows[number];
    const slack = ((chart.to - chart.from) / plotWidth()) * 2;
    if (
      Math.abs(bar.y - y) > bar.height / 2 ||
      clock < row.at - slack ||
      clock > row.at + row.length + slack ||
      state.hidden.has(row.drawn)
    )
      continue;
    if (found === null || state.day.rows[found].drawn === "shift") found = number;
  }
  if (found === null) return null;
  const reach = ((chart.to - chart.from) / plotWidth()) * 7;
  /** @param {OverlayTold} each */
  const here = (each) =>
    each.row === found &&
    clock >= each.at - Math.max(0, reach - each.length / 2) &&
    clock <= each.at + each.length + Math.max(0, reach - each.length / 2);
  return { number: found, on: [...state.day.contests.filter(here), ...state.day.interruptions.filter(here)], clock };
}

/** @param {Row} row @param {OverlayTold[]} on */
function tell(row, on) {
  const role = roleOf(row.provider);
  const who = [
    row.patient ? patientLabel(row.patient) : "",
    row.provider ? `${providerLabel(row.provider)}${role ? `, ${role}` : ""}` : "",
  ];
  const heading = row.patient ? who[0] : who[1];
  const second =
    row.kind === "shift"
      ? "on shift"
      : row.kind === "away"
        ? "away from patients"
        : row.kind === "appointment"
          ? row.provider
            ? `booked with ${who[1]}`
            : "booked, no provider named"
          : row.provider
            ? `with ${who[1]}`
            : state.data.nobody.toLowerCase();
  const lines = [second, row.when, row.what, row.kind === "shift" ? "" : row.counts]
    .filter(Boolean)
    .map((text) => make("p", { text }));
  const marks = on.map((each) => make("div", { classes: "tip-mark" }, ...each.told.map((text) => make("p", { text }))));
  return [make("strong", { text: heading }), ...lines, ...marks, make("p", { classes: "tip-row", text: row.id })];
}

export function hideTip() {
  $("tip").hidden = true;
}

/** @param {PointerEvent} event */
function showTip(event) {
  const found = under(event);
  const tip = $("tip");
  $("plot").classList.toggle("over-bar", Boolean(found));
  if (!found) {
    hideTip();
    return;
  }
  tip.replaceChildren(...tell(state.day.rows[found.number], found.on));
  tip.hidden = false;
  const width = tip.offsetWidth;
  const height = tip.offsetHeight;
  const x = event.clientX + 16 + width > innerWidth - 8 ? event.clientX - 12 - width : event.clientX + 16;
  const y = event.clientY + 18 + height > innerHeight - 8 ? event.clientY - 14 - height : event.clientY + 18;
  tip.style.transform = `translate(${Math.max(8, x)}px, ${Math.max(8, y)}px)`;
}

export function startPointer() {
  const plot = $("plot");
  /** @type {PointerEvent | null} */
  let moved = null;
  /** @type {{ x: number, y: number, found: ReturnType<typeof under> } | null} */
  let pressed = null;
  plot.addEventListener("pointermove", (event) => {
    if (event.buttons) {
      hideTip();
      return;
    }
    if (!moved) {
      requestAnimationFrame(() => {
        if (moved) showTip(moved);
        moved = null;
      });
    }
    moved = event;
  });
  plot.addEventListener("pointerleave", () => requestAnimationFrame(hideTip));
  plot.addEventListener(
    "pointerdown",
    (event) => {
      pressed = { x: event.clientX, y: event.clientY, found: under(event) };
      hideTip();
    },
    true,
  );
  addEventListener(
    "pointerup",
    (event) => {
      const from = pressed;
      pressed = null;
      if (!from || !from.found || Math.hypot(event.clientX - from.x, event.clientY - from.y) > 4) return;
      chooseAt(from.found);
    },
    true,
  );
  $("chart-scroll").addEventListener("scroll", hideTip, { passive: true });
  $("gd").addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomBy(event.deltaY > 0 ? 1.25 : 0.8);
    },
    { passive: false },
  );
}

/**
 * A click on a bar opens what it proves: the finding on that spot, or the visit.
 * @param {{ number: number, on: OverlayTold[], clock: number }} spot
 */
function chooseAt({ number, on, clock }) {
  const hits = on.length
    ? state.day.findings.flatMap((each, i) =>
        each.rows.includes(number) &&
        wall(each.start) <= clock + 60 &&
        wall(each.end) >= clock - 60 &&
        /overlap|interruption/.test(each.rule)
          ? [i]
          : [],
      )
    : [];
  const visit = state.visitOf[number];
  if (hits.length) emit("proof", "finding", hits[0]);
  else if (visit !== undefined) emit("proof", "visit", visit);
}
