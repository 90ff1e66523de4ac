// What every part of the page builds on: elements, clocks, names, and the one state.

const $ = (id) => document.getElementById(id);

/** Make an element; text always becomes text, never markup. */
function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (name === "style") for (const [rule, told] of Object.entries(value)) element.style.setProperty(rule, told);
    else element.setAttribute(name === "classes" ? "class" : name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Put children into an element in place of what it holds; what is not there is left out. */
function fill(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
}

const state = {
  data: null, // the payload
  day: null, // the day shown
  by: "provider", // rows of the chart
  now: "provider", // whose view the cards take
  time: 0, // seconds since midnight where the moving line stands
  instant: 0, // the instant the cards tell of: the line's whole minute, or the second asked for
  chosen: null, // {kind: "finding" | "visit", number}
  shown: null, // what the filters leave
  hidden: new Set(), // states that the legend hides
  decisions: null, // the server's log, where it keeps one
  logProblem: false, // that log was changed by somebody else
};

const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
const spoken = (word) => (word === "one_on_one" ? "one-on-one" : word.replaceAll("_", " "));
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const minutesOf = (seconds) => Math.floor(seconds / 60).toLocaleString("en-US");
const patientName = (id) => state.data.patients[id] || id;
const providerName = (id) => state.data.providers[id] || id || state.data.nobody;
const nameAndId = (name, id) => (name === id || !id || name.endsWith(`(${id})`) ? name : `${name} (${id})`);
const patientLabel = (id) => nameAndId(patientName(id), id);
const providerLabel = (id) => nameAndId(providerName(id), id);
const look = (key) => state.data.looks.find((each) => each.key === key);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const printing = matchMedia("print");

/** Seconds since midnight as the wall clock counts them: apart from elapsed time only after a clock change. */
function wall(time) {
  let shift = 0;
  for (const [from, by] of state.day.shifts) if (time >= from) shift = by;
  return time + shift;
}

/** The first instant at which the wall clock shows `clock`. */
function unwall(clock) {
  let since = -Infinity;
  let shift = 0;
  for (const [from, by] of [...state.day.shifts, [Infinity, 0]]) {
    if (clock - shift < from) return Math.max(clock - shift, since);
    since = from;
    shift = by;
  }
  return clock;
}

const two = (number) => String(number).padStart(2, "0");

/** A wall clock as people write it; after midnight it goes on counting hours. */
function clockText(time) {
  const shown = Math.floor(wall(time));
  const seconds = shown % 60;
  return `${two(Math.floor(shown / 3600))}:${two(Math.floor(shown / 60) % 60)}${seconds ? `:${two(seconds)}` : ""}`;
}

/** Read `HH:MM` or `HH:MM:SS`, also `1057`; null if it is no clock time. */
function readClock(text) {
  const found = /^\s*(\d{1,2})[:.h]?(\d{2})(?:[:.](\d{2}))?\s*$/.exec(text);
  if (!found) return null;
  const [hours, minutes, seconds] = found.slice(1).map((part) => Number(part || 0));
  return hours > 47 || minutes > 59 || seconds > 59 ? null : hours * 3600 + minutes * 60 + seconds;
}

/** The span that holds an instant, or -1: spans are half-open and sorted. */
function spanAt(spans, time) {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle][0] <= time) low = middle + 1;
    else high = middle;
  }
  return low > 0 && time < spans[low - 1][1] ? low - 1 : -1;
}

let announcing = 0;
/** Say something to a screen reader, once the reviewer has stopped moving. */
function announce(text, wait = 500) {
  clearTimeout(announcing);
  announcing = setTimeout(() => ($("live").textContent = text), wait);
}

/** A coloured, patterned square or badge that shows a state as the chart does. */
function swatch(key) {
  return make("span", { classes: "swatch", "data-drawn": key, "aria-hidden": "true" });
}

function badge(severity) {
  return make("span", { classes: `severity ${severity}` }, make("i", { "aria-hidden": "true" }), severity);
}

/** Make a row of tabs work by arrows, Home and End, as screen readers expect. */
function tabs(list, choose) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const select = (tab, focus) => {
    for (const each of all) {
      each.setAttribute("aria-selected", String(each === tab));
      each.tabIndex = each === tab ? 0 : -1;
      $(each.getAttribute("aria-controls")).hidden = each !== tab;
    }
    if (focus) tab.focus();
    if (choose) choose(tab);
  };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) select(tab, false);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const edge = { Home: 0, End: all.length - 1 }[event.key];
    if (event.shiftKey || (step === undefined && edge === undefined)) return;
    const at = all.indexOf(document.activeElement);
    select(all[edge ?? (at + step + all.length) % all.length], true);
    event.preventDefault();
    event.stopPropagation();
  });
  return select;
}

function press(buttons, pressed) {
  for (const [key, id] of Object.entries(buttons)) $(id).setAttribute("aria-pressed", String(key === pressed));
}
