// Replay: the clock, the moving line, and the findings one after the other.

import { $, announce, calm, make, press, readClock, tabs } from "./base.js";
import { drawCards, hasCards, summary } from "./cards.js";
import { bounds, chart, followLine, inView, zoom } from "./chart.js";
import { contestAt } from "./credit.js";
import { emit } from "./events.js";
import { linkInstant } from "./link.js";
import { flag, placeLine } from "./overlay.js";
import { clockText, state, unwall, wall } from "./state.js";

const SLOWER = 0.3; // how much slower the replay is where somebody is claimed twice
const SLOWEST = 120; // and at most so many seconds a second
const replay = { before: 0, stepped: 0, last: -1 };

/** Selects a tab of the side panel. */
export const sideTab = tabs(/** @type {HTMLElement} */ ($("side").querySelector("[role=tablist]")));

/** Where the day begins and ends, in whole minutes. */
export const ends = () => [first(), last()];
const first = () => Math.floor(state.day.start / 60) * 60;
const last = () => Math.ceil(state.day.end / 60) * 60;

/** Give the slider the ends of the day shown. */
export function startDay() {
  const scrub = $("scrub");
  scrub.min = String(first());
  scrub.max = String(last());
  state.instant = replay.last = -1;
}

/**
 * Go to an instant; the cards follow by the whole minute unless a second was asked for.
 * @param {number} time
 */
export function goTo(time, { exact = false, link = true } = {}) {
  state.time = Math.min(last(), Math.max(first(), time));
  const instant = exact ? Math.round(state.time) : Math.floor(state.time / 60) * 60;
  placeLine();
  if (instant === state.instant && hasCards()) return;
  state.instant = instant;
  const shown = clockText(instant);
  flag(shown);
  const clock = $("clock");
  if (document.activeElement !== clock || state.playing) clock.value = shown;
  $("tab-clock").textContent = shown;
  $("scrub").value = String(instant);
  $("scrub").setAttribute("aria-valuetext", shown);
  drawCards(false);
  teach();
  followLine();
  if (link && !state.playing) linkInstant();
  if (!state.playing) announce(`${shown}. ${summary()}`);
}

export function play(on = !state.playing) {
  if (on === state.playing) return;
  state.playing = on;
  $("play-word").textContent = on ? "Pause" : "Play";
  $("play-icon").setAttribute("d", on ? "M4 3h3v10H4zM9 3h3v10H9z" : "M4 2.5v11l9-5.5z");
  teach();
  emit("played");
  if (!on) {
    linkInstant();
    announce(`Paused at ${clockText(state.instant)}. ${summary()}`, 50);
    return;
  }
  if (state.time >= last()) goTo(first(), { link: false });
  showNow();
  replay.before = replay.stepped = performance.now();
  announce("Playing", 50);
  requestAnimationFrame(frame);
}

/** @param {number} now */
function frame(now) {
  if (!state.playing) return;
  const speed = Number($("speed").value);
  // Without motion the line moves once a second instead of gliding.
  const due = calm.matches ? now - replay.stepped >= 1000 : true;
  if (due) {
    const passed = Math.min(1000, now - (calm.matches ? replay.stepped : replay.before));
    replay.stepped = now;
    goTo(state.time + (passed / 1000) * (contestAt(state.instant) ? Math.min(speed * SLOWER, SLOWEST) : speed));
    follow();
    followLine();
  }
  replay.before = now;
  if (state.time >= last()) play(false);
  else requestAnimationFrame(frame);
}

/** While the day is played, say in a line who keeps a minute that is claimed twice, and why. */
function teach() {
  const told = state.playing ? contestAt(state.instant) : null;
  $("lesson").hidden = !state.playing;
  $("legend").hidden = state.playing;
  $("lesson").classList.toggle("twice", Boolean(told));
  if (state.playing) $("lesson").replaceChildren(`${clockText(state.instant)} · ${told?.claimed ?? summary()} `, make("span", { text: told?.kept ?? "" }));
}

/** Turn the page of a zoomed chart when the line runs out of it. */
function follow() {
  const clock = wall(state.time);
  if (inView(clock)) return;
  const span = chart.to - chart.from;
  zoom(clock - span * 0.1, clock + span * 0.9);
}

/** @param {number} seconds */
export function step(seconds) {
  play(false);
  goTo((seconds > 0 ? Math.floor(state.instant / 60) : Math.ceil(state.instant / 60)) * 60 + seconds);
  follow();
}

/** The findings that are shown, in the order of the day. */
export const inOrder = () =>
  [...state.shown.findings].sort((a, b) => state.day.findings[a].start - state.day.findings[b].start || a - b);

/** @param {1 | -1} direction */
export function stepFinding(direction) {
  const order = inOrder();
  if (!order.length) {
    announce("No findings are shown.", 50);
    return;
  }
  // One whose proof was closed is not the next again while the line stands at it.
  const left = !state.chosen && replay.last >= 0 && Math.floor(state.day.findings[replay.last].start / 60) * 60 === state.instant ? replay.last : -1;
  const at = order.indexOf(state.chosen?.kind === "finding" ? state.chosen.number : left);
  let next = at + direction;
  if (at < 0) {
    next = order.findIndex((i) => state.day.findings[i].start >= state.instant);
    if (next < 0) next = order.length;
    if (direction < 0) next -= 1;
  }
  replay.last = order[(next + order.length) % order.length];
  emit("proof", "finding", replay.last);
}

/** Marks over the slider: every finding that is shown, and the part of the day the chart shows. */
export function drawMarks() {
  const marks = [...state.shown.findings].reverse().map((i) => {
    const { severity, start } = state.day.findings[i];
    return make("i", { classes: severity, style: { left: along(start) } });
  });
  $("marks").replaceChildren(make("b", { hidden: true }), ...marks);
  markWindow();
}

/** @param {number} time */
const along = (time) => `${(100 * (time - first())) / (last() - first() || 1)}%`;

/** Show over the slider which part of the day the chart shows. */
export function markWindow() {
  const window_ = /** @type {HTMLElement | null} */ ($("marks").firstElementChild);
  if (!window_) return;
  const [low, high] = bounds();
  window_.hidden = chart.to - chart.from >= (high - low) * 0.98;
  window_.style.left = along(Math.max(first(), chart.from));
  window_.style.right = `calc(100% - ${along(Math.min(last(), chart.to))})`;
}

function showNow() {
  if ($("tab-now").getAttribute("aria-selected") !== "true") sideTab($("tab-now"), false);
}

export function startReplay() {
  $("play").addEventListener("click", () => play());
  $("previous").addEventListener("click", () => stepFinding(-1));
  $("next").addEventListener("click", () => stepFinding(1));
  $("scrub").addEventListener("input", () => {
    play(false);
    goTo(Number($("scrub").value));
    follow();
  });
  const clock = $("clock");
  clock.addEventListener("change", () => {
    const asked = readClock(clock.value);
    $("clock-fault").textContent = asked === null ? "Enter a time like 10:57." : "";
    clock.setAttribute("aria-invalid", String(asked === null));
    if (asked === null) return;
    play(false);
    goTo(unwall(asked), { exact: asked % 60 !== 0 });
    clock.value = clockText(state.instant);
    follow();
  });
  clock.addEventListener("keydown", (event) => {
    if (event.key === "Enter") clock.dispatchEvent(new Event("change"));
  });
  for (const now of /** @type {By[]} */ (["provider", "patient"])) {
    $(`now-${now}s`).addEventListener("click", () => {
      state.now = now;
      press({ provider: "now-providers", patient: "now-patients" }, now);
      drawCards(true);
    });
  }
}
