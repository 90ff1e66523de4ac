// The page comes to life: which day, which keys, and what follows when something happens.

import { $, capital, make, own, plural, readClock, tabs } from "./base.js";
import { drawCards, forgetCards } from "./cards.js";
import { bounds, chart, drawChart, measure, startChart } from "./chart.js";
import { on } from "./events.js";
import { applyFilters, fillFilters, setFilter, startFilters } from "./filters.js";
import { hideImport, startHome } from "./home.js";
import { dress, followDrags, forgetLine, place, reveal } from "./overlay.js";
import { hideTip, startPointer } from "./pointer.js";
import { choose, drawProof, letGo } from "./proof.js";
import { drawMarks, goTo, linkInstant, play, startDay, startReplay, step, stepFinding } from "./replay.js";
import { meet, state, unwall } from "./state.js";
import { drawTables, drawTiles, markChosen } from "./tables.js";
import { development, showTrends, startTrends, takeTrends, trendsGiven } from "./trends.js";

/**
 * Put what a file says once for many back where it belongs.
 * @param {any} data
 * @returns {Payload}
 */
function unpack(data) {
  for (const [part, name] of data.packed || []) {
    for (const each of data.days.flatMap((/** @type {any} */ day) => day[part])) {
      const at = each[name];
      if (at !== undefined) each[name] = Array.isArray(at) ? at.map((i) => data.shared[i]) : data.shared[at];
    }
  }
  return data;
}

/** @param {Payload} data */
function showResult(data) {
  state.data = data;
  for (const drawn of data.looks) {
    document.documentElement.style.setProperty(`--${drawn.key}`, drawn.colour || "transparent");
    document.documentElement.style.setProperty(`--${drawn.key}-text`, drawn.text);
  }
  meet(data);
  drawMasthead();
  hideImport();
  takeTrends();
  if (!data.days.length) {
    $("content").hidden = true;
    $("title").textContent = "Nothing to show";
    $("privacy").hidden = true;
    $("import").before(
      make("p", {
        classes: "notice",
        text: data.skipped
          ? `No rows could be shown: ${plural(data.skipped, "row")} left out. Run timeline check to see which, and why.`
          : "This schedule has no rows. Record a row, or choose another file.",
      }),
    );
    return;
  }
  const asked = new URLSearchParams(location.hash.slice(1)).get("d");
  showDay(data.days.find((day) => day.date === asked) || data.days[0]);
  followLink();
}

function drawMasthead() {
  const { data } = state;
  const privacy = $("privacy");
  privacy.hidden = false;
  privacy.className = `privacy ${data.privacy === "pseudonymised" ? "pseudonyms" : ""}`;
  privacy.textContent = data.privacy === "pseudonymised" ? "Pseudonymized" : "Contains patient data";
  const list = $("day");
  list.replaceChildren(...data.days.map((day) => make("option", { value: day.date, text: day.title })));
  $("day-field").hidden = data.days.length < 2;
  document.body.classList.toggle("several-days", data.days.length > 1);
  const rows = data.inputs.reduce((total, each) => total + each.rows, 0);
  const left = data.skipped ? `, ${data.skipped} left out` : "";
  const files = data.inputs
    .map((each) => (each.sha256 ? `${each.file} (sha256 ${each.sha256.slice(0, 12)}…)` : each.file))
    .join(", ");
  $("foot").textContent = `Timeline ${data.version} · ${plural(rows, "row")} read${left}${files ? ` · ${files}` : ""}`;
}

function drawFacts() {
  const { data, day } = state;
  const payers = [...new Set(day.visits.map((visit) => visit.payer))].sort();
  /** @param {string} payer */
  const checked = (payer) => {
    const known = own(data.policies, payer);
    return known ? `${known.title}${known.verified_through ? `, checked through ${known.verified_through}` : ""}` : "";
  };
  /** @param {string} name @param {(Node | string)[]} values */
  const fact = (name, values) => make("div", {}, make("dt", { text: name }), make("dd", {}, ...values));
  $("facts").replaceChildren(
    fact(
      "Policy",
      payers.length
        ? payers.flatMap((payer, i) => [i ? ", " : "", make("span", { text: payer, title: checked(payer) })])
        : ["none"],
    ),
    fact("Contest rule", [make("span", { text: data.contest, title: data.contest_rules[data.contest] })]),
    fact(
      "Evidence",
      day.evidence.length
        ? day.evidence.flatMap((kind, i) => [i ? ", " : "", make("span", { text: kind, title: data.evidence[kind] })])
        : ["none"],
    ),
  );
  const clinic = day.clinics.length > 3 ? plural(day.clinics.length, "clinic") : day.clinics.map(capital).join(", ");
  $("title").replaceChildren(
    make("span", { text: clinic || "Clinic" }),
    make("span", { classes: "title-day", text: day.title }),
  );
}

/** @param {Day} day */
function showDay(day) {
  play(false);
  state.day = day;
  state.chosen = null;
  state.visitOf = [];
  day.visits.forEach((visit, i) => visit.rows.forEach((row) => (state.visitOf[row] = i)));
  $("day").value = day.date;
  [chart.from, chart.to] = [0, 0];
  chart.bars = new Map();
  forgetLine();
  drawFacts();
  fillFilters();
  startDay();
  forgetCards();
  drawProof();
  measure();
  [chart.from, chart.to] = bounds();
  applyFilters();
  goTo(startingAt(), { link: false });
}

/** Where a day opens: at its first contested minute or finding that matters, else when it begins. */
function startingAt() {
  const found = state.day.findings.filter((each) => each.severity === "error").map((each) => each.start);
  return found.length ? Math.min(...found) : state.day.start;
}

/** @param {EventTarget | null} target */
const writing = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && !/^(range|checkbox|radio|button)$/.test(target.type)));

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
  if (!state.day || writing(event.target) || !$("keys-on").checked) return;
  // The trends stand still: there only the list of keys has a key.
  if (development.shown && event.key !== "?") return;
  const { target } = event;
  const pressed = target instanceof Element && target.matches("button, summary, a, input:not([type=range])");
  /** @type {Record<string, () => unknown>} */
  const acts = {
    " ": () => (pressed ? false : play()),
    ArrowLeft: () => (event.shiftKey ? stepFinding(-1) : step(-60)),
    ArrowRight: () => (event.shiftKey ? stepFinding(1) : step(60)),
    "/": () => $("search").focus(),
    "?": openHelp,
  };
  const act = own(acts, event.key);
  if (!act || (target instanceof HTMLInputElement && target.type === "radio" && event.key.startsWith("Arrow"))) return;
  if (act() === false) return;
  event.preventDefault();
}

/** @param {KeyboardEvent} event */
function escape_({ target }) {
  hideTip();
  if (target === $("search") && $("search").value) setFilter("search", "");
  else if (target instanceof HTMLElement && writing(target)) target.blur();
  else if (state.chosen) letGo();
}

/** Read a view, a day and an instant from the address. */
function followLink() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const away = development.shown;
  if (asked.get("v") === "trends" && trendsGiven()) {
    showTrends(true);
    return;
  }
  if (away) showTrends(false);
  const day = state.data.days.find((each) => each.date === asked.get("d"));
  if (day && day !== state.day) showDay(day);
  else if (away) drawChart();
  const clock = readClock(asked.get("t") || "");
  if (clock === null) return;
  goTo(unwall(clock), { exact: clock % 60 !== 0, link: false });
  linkInstant();
}

/** @param {string} date */
function openDay(date) {
  const day = state.data.days.find((each) => each.date === date);
  if (day) showDay(day);
  linkInstant();
}

/** What follows from what: the parts of the page say what happened, and know nothing of those above them. */
function listen() {
  on("filtered", () => {
    drawTiles();
    drawTables();
    drawMarks();
    drawChart();
    drawCards(true);
  });
  on("laid-out", dress);
  on("moved", () => {
    place();
    drawMarks();
  });
  on("drawn", () => {
    followDrags();
    place();
  });
  on("turned", () => {
    if (state.chosen) reveal();
  });
  on("proof", choose);
  on("decided", drawProof);
  on("open-day", openDay);
  on("result", showResult);
}

function openHelp() {
  play(false);
  $("help").showModal();
}

function start() {
  listen();
  startFilters();
  startChart();
  startPointer();
  startReplay();
  startTrends();
  tabs(/** @type {HTMLElement} */ (document.querySelector(".tables [role=tablist]")), markChosen);
  $("day").addEventListener("change", () => openDay($("day").value));
  $("help-open").addEventListener("click", openHelp);
  $("help-close").addEventListener("click", () => $("help").close());
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", () => {
    if (state.day) followLink();
  });
  const given = $("payload");
  if (given) showResult(unpack(JSON.parse(String(given.textContent))));
  startHome()
    .then(() => chart.drawing)
    .then(() => (document.body.dataset.ready = "true"));
}

/** A page that fails says so: a reviewer must not take an empty chart for an empty day. */
function confess() {
  if (document.querySelector(".failed")) return;
  const text =
    "This page failed: what it shows may not be complete. Please reload it, and report it if it fails again.";
  document.querySelector(".masthead")?.after(make("p", { classes: "notice failed", role: "alert", text }));
}

// An error without one is the browser's word on a late layout.
addEventListener("error", (event) => event.error && confess());
addEventListener("unhandledrejection", confess);
start();
