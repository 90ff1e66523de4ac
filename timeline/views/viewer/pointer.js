// What the pointer does on the chart: words on hover, a click that opens a proof or sets the time, drags and the wheel.

import { $, capital, make, minutesOf, plural, spoken } from "./base.js";
import { chart, clockAt, EDGE, plotWidth, zoom, zoomBy } from "./chart.js";
import { emit } from "./events.js";
import { claimedIn, QUARTER } from "./load.js";
import { scene } from "./scene.js";
import { clockText, patientLabel, providerLabel, providerName, roleOf, state, unwall, wall } from "./state.js";

/**
 * What is under a point of the chart.
 * @param {MouseEvent} event
 * @returns {Spot | null}
 */
function under(event) {
  const box = $("plot").getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  if (x < chart.gutter || x > chart.width - EDGE) return null;
  const clock = clockAt(x);
  const slack = ((chart.to - chart.from) / plotWidth()) * 4;
  const place = scene.rows.findIndex((each) => y >= each.top && y < each.bottom);
  if (place < 0) return { clock, number: null, on: [], overlap: null, hollow: null };
  /** @param {{ at: number, until: number }} each @param {number} more */
  const within = (each, more) => clock >= each.at - more && clock < each.until + more;
  const here = scene.envelopes.filter((each) => each.row === place && y >= each.top - 1 && y <= each.top + each.height + 4);
  const own = here.find((each) => within(each, 0)) || here.find((each) => within(each, slack / 2));
  const overlap = scene.overlaps.find((each) => each.row === place && within(each, slack)) || null;
  const number = own ? partAt(own, clock) : (scene.rows[place].blocks.find((each) => covers(each, clock)) ?? null);
  /** @param {OverlayTold} each */
  const told = (each) => each.row === number && clock >= each.at - slack && clock <= each.at + each.length + slack;
  const on = number === null ? [] : [...state.day.contests.filter(told), ...state.day.interruptions.filter(told)];
  return { clock, number, on, overlap, hollow: own?.hollow ? own : null };
}

/** @param {number} number @param {number} clock */
const covers = (number, clock) => {
  const { at, length } = state.day.rows[number];
  return clock >= at && clock < at + length;
};

/**
 * The recorded row of an envelope at a clock, or the one nearest to it.
 * @param {Envelope} each
 * @param {number} clock
 */
function partAt({ parts }, clock) {
  const { rows } = state.day;
  /** @param {number} number */
  const away = (number) => Math.max(rows[number].at - clock, clock - rows[number].at - rows[number].length, 0);
  return [...parts].sort((a, b) => away(a) - away(b) || rows[a].length - rows[b].length)[0] ?? null;
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
  return [make("strong", { text: heading }), ...lines, ...booked(row), ...marks, make("p", { classes: "tip-row", text: row.id })];
}

/**
 * The booking of the visit that a row belongs to.
 * @param {Row} row
 */
function booked(row) {
  const number = state.day.rows.indexOf(row);
  const found = state.day.bookings.find((each) => each.rows.includes(number));
  if (!found || !found.came.length) return [];
  const [late, more] = [found.came[0] - found.start, found.came[1] - found.end].map((seconds) => Math.trunc(seconds / 60));
  const said = [
    `booked ${clockText(unwall(found.start))}–${clockText(unwall(found.end))}`,
    late > 0 ? `${late} min late` : late < 0 ? `${-late} min early` : "",
    more > 0 ? `${more} min over the end` : "",
  ];
  return [make("p", { text: said.filter(Boolean).join(", ") })];
}

/** @param {Envelope} each */
function tellMissed(each) {
  const when = `${clockText(unwall(each.at))}–${clockText(unwall(each.until))}`;
  return [make("strong", { text: patientLabel(each.person) }), make("p", { text: `booked ${when}` }), make("p", { text: capital(spoken(each.hollow)) })];
}

export function hideTip() {
  $("tip").hidden = true;
}

/** @param {PointerEvent} event */
function showTip(event) {
  const found = under(event);
  const something = found && (found.number !== null || found.hollow);
  $("plot").classList.toggle("over-bar", Boolean(something));
  if (!found || !something) {
    hideTip();
    return;
  }
  $("tip").replaceChildren(...(found.hollow && found.number === null ? tellMissed(found.hollow) : tell(state.day.rows[Number(found.number)], found.on)));
  putTip(event);
}

/**
 * Show the tip beside the pointer.
 * @param {PointerEvent} event
 */
function putTip(event) {
  const tip = $("tip");
  tip.hidden = false;
  const width = tip.offsetWidth;
  const height = tip.offsetHeight;
  const x = event.clientX + 16 + width > innerWidth - 8 ? event.clientX - 12 - width : event.clientX + 16;
  const y = event.clientY + 18 + height > innerHeight - 8 ? event.clientY - 14 - height : event.clientY + 18;
  tip.style.transform = `translate(${Math.max(8, x)}px, ${Math.max(8, y)}px)`;
}

/**
 * What the load says of the quarter hour under the pointer: how many patients for how many, and who is claimed twice.
 * @param {PointerEvent} event
 */
function tellLoad(event) {
  const box = $("load").getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const strip = chart.strips.find((each) => y < each.top + each.height + 4) ?? chart.strips[chart.strips.length - 1];
  const at = Math.floor(clockAt(x) / QUARTER) * QUARTER;
  const cell = x < chart.gutter || x > chart.width - EDGE ? undefined : strip.cells.find((each) => each.at === at);
  if (!cell) return hideTip();
  const over = claimedIn(strip.site, state.day, [at, at + QUARTER]);
  const when = `${clockText(unwall(at))}–${clockText(unwall(at + QUARTER))}`;
  const site = state.day.clinics.length > 1 ? `${capital(state.day.clinics[strip.site])}, ` : "";
  $("tip").replaceChildren(
    make("strong", { text: `${site}${when}` }),
    make("p", { text: `at most ${plural(cell.patients, "patient")} at once, room for ${cell.staff}` }),
    ...(over.length ? [make("div", { classes: "tip-mark" }, ...over.map((each) => make("p", { text: `${providerName(each.provider)}: ${minutesOf(each.seconds)} min claimed twice` })))] : []),
  );
  putTip(event);
}

/** @type {{ clock: number | undefined }} */
const last = { clock: undefined };

/** The clock the pointer stands at, where it is over the chart. */
export const pointedClock = () => last.clock;

export function startPointer() {
  const plot = $("plot");
  $("chart-scroll").addEventListener("pointermove", (event) => {
    const x = event.clientX - plot.getBoundingClientRect().left;
    last.clock = x < chart.gutter || x > chart.width - EDGE ? undefined : clockAt(x);
  });
  $("chart-scroll").addEventListener("pointerleave", () => (last.clock = undefined));
  /** @type {PointerEvent | null} */
  let moved = null;
  /** @type {{ x: number, from: number, to: number, dragged: boolean } | null} */
  let held = null;
  plot.addEventListener("pointermove", (event) => {
    if (pinched(event)) return;
    if (held) {
      hideTip();
      const by = event.clientX - held.x;
      if (Math.abs(by) > 4 && !held.dragged) {
        held.dragged = true;
        plot.setPointerCapture(event.pointerId);
      }
      const shift = (by / plotWidth()) * (held.to - held.from);
      if (held.dragged) zoom(held.from - shift, held.to - shift);
      return;
    }
    if (event.pointerType === "touch") return;
    if (!moved) {
      requestAnimationFrame(() => {
        if (moved) showTip(moved);
        moved = null;
      });
    }
    moved = event;
  });
  plot.addEventListener("pointerleave", () => {
    moved = null;
    hideTip();
  });
  const load = $("load");
  load.addEventListener("pointermove", (event) => event.pointerType !== "touch" && tellLoad(event));
  load.addEventListener("pointerleave", hideTip);
  load.addEventListener("click", (event) => {
    const x = event.clientX - load.getBoundingClientRect().left;
    if (x >= chart.gutter && x <= chart.width - EDGE) emit("instant", unwall(clockAt(x)));
  });
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (touched(event)) {
      held = null;
      return;
    }
    held = { x: event.clientX, from: chart.from, to: chart.to, dragged: false };
    hideTip();
  });
  plot.addEventListener("pointercancel", (event) => {
    held = null;
    lifted(event);
  });
  addEventListener("pointerup", (event) => {
    lifted(event);
    const was = held;
    held = null;
    if (!was || was.dragged || !(event.target instanceof Node) || !plot.contains(event.target)) return;
    const spot = under(event);
    if (spot) chooseAt(spot);
  });
  $("chart-scroll").addEventListener("scroll", hideTip, { passive: true });
  $("chart-scroll").addEventListener("wheel", onWheel, { passive: false });
}

/**
 * Two fingers on the chart, and the clocks that were under them.
 * @type {{ at: Map<number, number>, clocks: Map<number, number> }}
 */
const fingers = { at: new Map(), clocks: new Map() };

/** @param {PointerEvent} event */
const left = (event) => event.clientX - $("plot").getBoundingClientRect().left;

/**
 * Remember a finger; true for the second, with which a pinch begins.
 * @param {PointerEvent} event
 */
function touched(event) {
  if (event.pointerType !== "touch") return false;
  fingers.at.set(event.pointerId, left(event));
  if (fingers.at.size !== 2) return false;
  fingers.clocks = new Map([...fingers.at].map(([id, x]) => [id, clockAt(x)]));
  return true;
}

/** @param {PointerEvent} event */
function lifted(event) {
  fingers.at.delete(event.pointerId);
  fingers.clocks.clear();
}

/**
 * A pinch: each finger keeps the clock it was put on, so that two of them zoom and move the day together.
 * @param {PointerEvent} event
 */
function pinched(event) {
  if (fingers.at.has(event.pointerId)) fingers.at.set(event.pointerId, left(event));
  if (fingers.clocks.size !== 2) return false;
  const [[x, clock], [otherX, otherClock]] = [...fingers.at].map(([id, at]) => [at, Number(fingers.clocks.get(id))]);
  if (Math.abs(otherX - x) < 8 || (otherX - x) * (otherClock - clock) <= 0) return true;
  const second = (otherClock - clock) / (otherX - x);
  const from = clock - (x - chart.gutter) * second;
  zoom(from, from + plotWidth() * second);
  return true;
}

/**
 * The wheel zooms about the pointer with Ctrl held, and moves the day with Shift or sideways.
 * @param {WheelEvent} event
 */
function onWheel(event) {
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  if (!event.ctrlKey && Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
  event.preventDefault();
  if (!event.ctrlKey) {
    const shift = (sideways / plotWidth()) * (chart.to - chart.from);
    zoom(chart.from + shift, chart.to + shift);
    return;
  }
  const x = event.clientX - $("plot").getBoundingClientRect().left;
  zoomBy(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 400))), clockAt(Math.max(chart.gutter, x)));
}

/**
 * A click sets the time; on a bar it opens what the bar proves: the finding on that spot, or the visit.
 * @param {Spot} spot
 */
function chooseAt({ number, overlap, clock, on }) {
  const time = unwall(clock);
  emit("instant", time);
  if (overlap && overlap.finding >= 0) {
    emit("proof", "finding", overlap.finding, { number: number ?? -1, time });
    return;
  }
  if (number === null) return;
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
  if (hits.length) emit("proof", "finding", hits[0], { number, time });
  else if (visit !== undefined) emit("proof", "visit", visit, { number, time });
}
