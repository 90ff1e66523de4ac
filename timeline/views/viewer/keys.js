// What the keyboard does anywhere on the page.

import { $, own } from "./base.js";
import { panBy, wholeDay, zoomBy } from "./chart.js";
import { emit } from "./events.js";
import { setFilter } from "./filters.js";
import { hideTip, pointedClock } from "./pointer.js";
import { letGo } from "./proof.js";
import { ends, goTo, play, step, stepFinding } from "./replay.js";
import { chooseSpan, chosenSpan, forgetSpan } from "./span.js";
import { state } from "./state.js";
import { view } from "./views.js";

/** @param {EventTarget | null} target */
const writing = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && !/^(range|checkbox|radio|button)$/.test(target.type)));

/** @param {number} by */
function otherDay(by) {
  const { days } = state.data;
  const next = days[days.findIndex((each) => each.date === state.day.date) + by];
  if (next) emit("open-day", next.date, {});
}

/** @param {number} end */
function toEnd(end) {
  play(false);
  goTo(ends()[end]);
}

/**
 * Let a span begin, or end, at the line; where that leaves nothing of the one before, it runs to the end of the day.
 * @param {boolean} last
 */
function markSpan(last) {
  const [first, final] = ends();
  const { from, to } = chosenSpan() ?? { from: first, to: final };
  const { instant } = state;
  if (last) chooseSpan(from < instant ? from : first, instant);
  else chooseSpan(instant, to > instant ? to : final);
}

/** @type {Record<string, (event: KeyboardEvent) => unknown>} */
const ACTS = {
  ArrowLeft: (event) => (event.shiftKey ? stepFinding(-1) : step(-60)),
  ArrowRight: (event) => (event.shiftKey ? stepFinding(1) : step(60)),
  Home: () => toEnd(0),
  End: () => toEnd(1),
  j: () => stepFinding(1),
  k: () => stepFinding(-1),
  w: () => zoomBy(0.7, pointedClock()),
  s: () => zoomBy(1 / 0.7, pointedClock()),
  a: () => panBy(-0.25),
  d: () => panBy(0.25),
  0: wholeDay,
  n: () => otherDay(1),
  p: () => otherDay(-1),
  "[": () => markSpan(false),
  "]": () => markSpan(true),
  "/": () => $("search").focus(),
  "?": openHelp,
};

const VIEW_KEYS = new Map([["1", "view-month"], ["2", "view-work"], ["3", "view-day"], ["4", "view-trends"]]);

/**
 * Press the button of a view that is offered; what had the focus may be hidden with its own.
 * @param {HTMLElement} button
 */
function openView(button) {
  if (button.hidden) return;
  button.focus();
  button.click();
}

/**
 * Keys that work anywhere; a control that has a use of its own for a key keeps it.
 * @param {KeyboardEvent} event
 */
function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  if (event.key === "Escape") {
    escape_(event);
    return;
  }
  if (!state.data || writing(event.target) || !$("keys-on").checked) return;
  if (VIEW_KEYS.has(event.key)) {
    openView($(/** @type {"view-day"} */ (VIEW_KEYS.get(event.key))));
    return;
  }
  // The other views stand still: there only the list of keys has a key.
  if ((view.shown !== "day" || !state.day) && event.key !== "?") return;
  const { target } = event;
  const pressed = target instanceof Element && target.matches("button, summary, a, input:not([type=range])");
  if (event.key === " ") {
    if (pressed) return;
    play();
    event.preventDefault();
    return;
  }
  const act = own(ACTS, event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const moves = event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End";
  if (!act || (moves && target instanceof HTMLInputElement && target.type === "radio")) return;
  act(event);
  event.preventDefault();
}

/** @param {KeyboardEvent} event */
function escape_({ target }) {
  hideTip();
  if (target === $("search") && $("search").value) setFilter("search", "");
  else if (target instanceof HTMLElement && writing(target)) target.blur();
  else if (state.chosen) letGo();
  else if (chosenSpan()) forgetSpan();
}

function openHelp() {
  play(false);
  $("help").showModal();
}

export function startKeys() {
  $("help-open").addEventListener("click", openHelp);
  $("help-close").addEventListener("click", () => $("help").close());
  document.addEventListener("keydown", onKey);
}
