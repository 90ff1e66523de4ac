// The page comes to life: which day, which keys, and what follows when something happens.

import { $, announce, capital, make, own, plural, readClock, tabs } from "./base.js";
import { drawCards, forgetCards } from "./cards.js";
import { carriedOut } from "./carried.js";
import { bounds, bringIntoBox, chart, drawChart, measure, paintNow, seekShown, startChart, zoom } from "./chart.js";
import { openedDay, openResult } from "./days.js";
import { emit, on } from "./events.js";
import { applyFilters, fillFilters, filtering, setFilter, startFilters } from "./filters.js";
import { layGhosts, placeGhosts } from "./ghosts.js";
import { hideImport, startHome } from "./home.js";
import { startKeys } from "./keys.js";
import { followAddress, linkInstant, stopLinking } from "./link.js";
import { lightWords } from "./lit.js";
import { startMonth, takeMonth } from "./month.js";
import { dress, forgetLine, light, place, reveal } from "./overlay.js";
import { drawPlans, takePlans } from "./plans.js";
import { placePreview } from "./preview.js";
import { startPointer } from "./pointer.js";
import { choose, drawProof } from "./proof.js";
import { drawMarks, goTo, markWindow, play, sideTab, startDay, startReplay } from "./replay.js";
import { scene } from "./scene.js";
import { forgetSpan, startSpan } from "./span.js";
import { meet, planned, state, unwall, visitsOf, wall } from "./state.js";
import { drawTables, markChosen } from "./tables.js";
import { drawTiles } from "./tiles.js";
import { startTrends, takeTrends } from "./trends.js";
import { hideViews, offered, remember, show, startViews, view } from "./views.js";
import { startWork, takeWork } from "./worklist.js";

/** @param {PageData} data */
async function showResult(data) {
  state.data = data;
  for (const drawn of data.looks) {
    document.documentElement.style.setProperty(`--${drawn.key}`, drawn.colour || "transparent");
    document.documentElement.style.setProperty(`--${drawn.key}-text`, drawn.text);
  }
  state.day = state.booked = /** @type {any} */ (null);
  meet(data);
  drawMasthead();
  hideImport();
  takeTrends();
  takeMonth();
  takeWork();
  takePlans();
  if (!data.days.length) {
    hideViews();
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
  await followLink();
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
  $("title").replaceChildren(
    make("span", { text: clinicsOf(day.clinics) }),
    make("span", { classes: "title-day", text: day.title }),
    planned() ? make("span", { classes: "title-plan", text: `Plan ${state.plan}, not booked` }) : "",
  );
}

/** @param {string[]} named */
function clinicsOf(named) {
  const clinics = [...new Set(named)].sort();
  return (clinics.length > 3 ? plural(clinics.length, "site") : clinics.map(capital).join(", ")) || "Clinic";
}

const NARROW = 3 * 3600; // seconds that a narrow screen opens with
let wanted = "";
let entering = false;

/**
 * Open a date in the Day view; a later wish overtakes one that is still being opened.
 * @param {string | null} date
 */
async function showDay(date) {
  const number = Math.max(0, state.data.days.findIndex((each) => each.date === date));
  wanted = state.data.days[number].date;
  if (state.day?.date !== wanted) {
    const { data } = state;
    const booked = await openedDay(number);
    const day = await carriedOut(booked);
    if (state.data !== data || wanted !== day.date) return false;
    // The chart measures its room: it is there first.
    entering = true;
    show("day");
    entering = false;
    state.booked = booked;
    enter(day);
  } else if (view.shown !== "day") show("day");
  return true;
}

/**
 * Have everything tell of a day from now on.
 * @param {Day} day
 */
function take(day) {
  play(false);
  state.day = day;
  state.chosen = state.preview = null;
  document.body.classList.remove("chosen");
  state.visitOf = visitsOf(day);
  forgetSpan();
  drawFacts();
  fillFilters();
  startDay();
  forgetCards();
  drawProof();
}

/** Show the day as the plan that is chosen would have it, or as it is booked, where the reviewer is in it. */
async function takePlan() {
  const { booked, plan } = state;
  if (!booked) return;
  const day = await carriedOut(booked);
  if (state.booked !== booked || state.plan !== plan || state.day === day) return;
  const [low, high] = bounds();
  const whole = chart.to - chart.from >= high - low - 1;
  take(day);
  if (whole) [chart.from, chart.to] = bounds();
  applyFilters();
  goTo(state.time, { link: false });
}

/** Show the day as it is booked again. */
async function dropPlan() {
  if (!state.plan) return;
  state.plan = 0;
  if (state.day) drawPlans();
  await takePlan();
}

/** @param {Day} day */
function enter(day) {
  $("day").value = day.date;
  [chart.from, chart.to] = [0, 0];
  forgetLine();
  take(day);
  drawPlans();
  measure();
  [chart.from, chart.to] = bounds();
  // A narrow screen opens on the hours that matter first; the whole day is one tap away.
  applyFilters();
  const at = startingAt();
  bringWorst();
  if (chart.gutter === 0) zoom(wall(at) - NARROW / 3, wall(at) + (2 * NARROW) / 3);
  goTo(at, { link: false });
}

/** Have the row of the worst overlap in sight. */
function bringWorst() {
  const worst = scene.overlaps.find((each) => each.worst);
  if (worst) bringIntoBox(scene.rows[worst.row].top, scene.rows[worst.row].bottom);
}

/** Where a day opens: at its worst overlap, else its first finding that matters, else when it begins. */
function startingAt() {
  const worst = scene.overlaps.find((each) => each.worst);
  if (worst) return worst.start;
  const found = state.day.findings.filter((each) => each.severity === "error").map((each) => each.start);
  return found.length ? Math.min(...found) : state.day.start;
}

/** Read a view, a day and an instant from the address. */
async function followLink() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const front = state.data.month && !["d", "t", "v"].some((name) => asked.has(name));
  const named = /** @type {ViewName} */ (front ? "month" : asked.get("v"));
  if (["month", "work", "trends"].includes(named) && offered(named)) {
    show(named);
    return;
  }
  if (!(await showDay(asked.get("d") ?? state.day?.date ?? null))) return;
  followAddress(asked);
  const clock = readClock(asked.get("t") || "");
  if (clock === null) return;
  goTo(unwall(clock), { exact: clock % 60 !== 0, link: false });
  linkInstant();
}

/**
 * Open a date, as far as wanted with filters set and a finding chosen.
 * @param {string | null} date
 * @param {Leads} leads
 */
async function openDay(date, leads) {
  // A finding of all dates is one of the day as it is booked.
  if (leads.finding !== undefined) await dropPlan();
  // Whoever comes from another view finds back to it.
  if (date && view.shown !== "day") remember(`#d=${date}`);
  if (!(await showDay(date))) return;
  linkInstant();
  for (const [name, value] of Object.entries(leads.filters ?? {})) setFilter(/** @type {any} */ (name), value);
  if (leads.finding !== undefined) emit("proof", "finding", leads.finding);
  else if (leads.plan && !$("tab-plan").hidden) sideTab($("tab-plan"), true);
  else if (document.activeElement !== $("day")) {
    // There every key of the chart works; in a list of dates letters look for dates.
    $("chart-scroll").focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }
  announce(state.day.title, 50);
}

/** @param {ViewName} name @param {ViewName} before */
function onView(name, before) {
  play(false);
  if (name !== "day") {
    stopLinking();
    $("title").replaceChildren(make("span", { text: clinicsOf(state.data.days.flatMap((day) => day.clinics)) }));
    return;
  }
  if (entering) return;
  if (!state.day) {
    openDay(null, {});
    return;
  }
  drawFacts();
  drawChart();
  if (before !== "day") linkInstant();
}

/** What follows from what: the parts of the page say what happened, and know nothing of those above them. */
function listen() {
  on("filtered", () => {
    drawTiles();
    // The chart measures its room: before long tables are there, that is cheap.
    drawChart();
    if (filtering()) seekShown();
    drawTables();
    lightWords();
    drawMarks();
    drawCards(true);
  });
  on("laid-out", () => {
    dress();
    placePreview();
    layGhosts();
  });
  on("planned", takePlan);
  on("moved", () => {
    place();
    placePreview();
    placeGhosts();
    markWindow();
    linkInstant();
  });
  on("turned", () => {
    if (state.chosen) reveal();
    else bringWorst();
  });
  on("proof", choose);
  on("played", () => {
    light();
    place();
    drawChart();
  });
  on("instant", (time) => {
    play(false);
    goTo(time);
  });
  on("decided", () => {
    if (!state.day) return;
    drawProof();
    fillFilters();
    applyFilters();
  });
  on("open-day", openDay);
  on("view", onView);
  on("leaving", stopLinking);
  on("result", showResult);
}

function start() {
  listen();
  startFilters();
  startChart();
  startPointer();
  startReplay();
  startSpan();
  startKeys();
  startTrends();
  startViews();
  startMonth();
  startWork();
  tabs(/** @type {HTMLElement} */ (document.querySelector(".tables [role=tablist]")), markChosen);
  $("day").addEventListener("change", () => openDay($("day").value, {}));
  addEventListener("hashchange", () => {
    if (state.data?.days.length) followLink();
  });
  const given = $("payload");
  const opened = given ? openResult(JSON.parse(String(given.textContent))).then(showResult) : Promise.resolve();
  opened
    .then(startHome)
    .then((data) => data && showResult(data))
    .then(() => {
      paintNow();
      document.body.dataset.ready = "true";
    });
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
