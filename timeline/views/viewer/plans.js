// Plans for days that are only booked: asked of the server or handed in, previewed, and taken as files; never carried out here.

import { $, amountText, announce, fill, make, para, plural, section } from "./base.js";
import { bringIntoBox, chart, zoom } from "./chart.js";
import { save } from "./csv.js";
import { ask, REFUSED } from "./decisions.js";
import { emit } from "./events.js";
import { clockOn, pointAt, shiftText } from "./ghosts.js";
import { sideTab } from "./replay.js";
import { said } from "./said.js";
import { scene } from "./scene.js";
import { clockText, patientName, providerName, shownPlan, state, unwall } from "./state.js";

const MARGIN = 900; // seconds shown around a change
/** What the signs of a plan on the chart mean. */
const KEY = [
  ["left-place", "as booked"],
  ["ghost", "in this plan"],
  ["ended", "no longer twice"],
];
const MOVES = [15, 30, 60, 90]; // minutes a booking may be moved by at most

/** What is asked for, and whether it is being looked for. */
const wish = { move: 30, keep: new Set(/** @type {string[]} */ ([])), running: 0, told: "", offered: true, stopping: Promise.resolve() };

const atServer = () => document.body.dataset.home === "server";
/** @param {string} text */
const clock = (text) => text.slice(11, 16);

/** Take the plans of a new result; there are none until somebody asks. */
export function takePlans() {
  if (wish.running) stop();
  state.plans = state.data.plans ?? null;
  state.plan = 0;
  wish.keep.clear();
  wish.told = "";
  wish.offered = state.plans === null;
}

/** Offer plans on a date that is only booked, and show the panel as it is now. */
export function drawPlans() {
  const booked = state.day.evidence.includes("scheduled") && (atServer() || state.plans !== null);
  const tab = $("tab-plan");
  if (!booked && tab.getAttribute("aria-selected") === "true") sideTab($("tab-now"), false);
  tab.hidden = !booked;
  if (!booked) return;
  drawPanel();
  // Plans that were handed in are what the page is looked at for.
  if (!wish.offered) sideTab(tab, false);
  wish.offered = true;
}

function drawPanel() {
  const { plans } = state;
  fill($("panel-plan"), ...(plans ? found(plans) : []), atServer() ? asking() : null);
  $("panel-plan").toggleAttribute("aria-busy", wish.running > 0);
}

/** How plans are asked for. */
function asking() {
  const { plans } = state;
  const choices = MOVES.map((each) => make("option", { value: String(each), text: `${each} minutes`, selected: each === wish.move }));
  const select = make("select", { id: "plan-move", on: { change: () => (wish.move = Number(select.value)) } }, ...choices);
  const title = plans ? "Search again" : "Plan the bookings";
  return section(
    title,
    plans
      ? null
      : para("The smallest changes with which every booking can be what it claims, with proof. Nothing is changed until you take a plan's schedule.", "quiet-text"),
    make("label", { classes: "field" }, make("span", { text: "A booking moves by at most" }), select),
    keptPart(),
    make(
      "p",
      { classes: "plan-ask" },
      make("button", { type: "button", classes: "primary", id: "plan-find", text: plans ? "Find other plans" : "Find plans", disabled: wish.running > 0, on: { click: find } }),
      wish.running ? make("button", { type: "button", text: "Stop", on: { click: stop } }) : null,
    ),
    make("div", { id: "plan-told", role: "status", classes: wish.running ? "quiet-text" : "fault", text: wish.told }),
  );
}

/** Who was said not to change, and the way back: they are no longer in the list. */
function keptPart() {
  const kept = wish.keep.size;
  const freed = () => {
    wish.keep.clear();
    drawPanel();
    $("plan-find").focus();
  };
  return make(
    "p",
    { classes: "plan-kept", hidden: kept === 0 },
    `${plural(kept, "patient")} cannot change: their bookings stay. `,
    make("button", { type: "button", classes: "link", text: "Let them change", on: { click: freed } }),
  );
}

/** @param {string} text */
function tell(text) {
  wish.told = text;
  const shown = $("plan-told");
  if (shown) shown.textContent = text;
}

async function find() {
  const turn = (wish.running = Date.now());
  const { data } = state;
  wish.told = "Searching…";
  drawPanel();
  // The server hears that the last search was stopped before it hears of this one.
  await wish.stopping;
  if (wish.running !== turn) return;
  const timer = setInterval(async () => {
    const { status, told } = await ask("/api/progress?of=plan");
    if (wish.running !== turn || status !== 200 || !told) return;
    tell(told.place ? `Waiting: ${plural(told.place, "other")} before this…` : `Searching: ${Math.round(told.seconds)} seconds, about 30 at most…`);
  }, 1000);
  const of = data.inputs.map((each) => each.sha256);
  const sent = JSON.stringify({ move: wish.move, keep: [...wish.keep], of });
  const { status, told } = await ask("/api/plan", { method: "POST", body: sent, headers: { "Content-Type": "application/json" } });
  clearInterval(timer);
  if (wish.running !== turn || state.data !== data) return;
  wish.running = 0;
  if (status === 200 && told?.plans) {
    wish.told = "";
    state.plans = told;
    preview(told.plans.some((/** @type {PlanTold} */ each) => each.changes.length || each.placed.length) ? 1 : 0);
    announce(told.plans.length && told.contested_before ? headline(told.plans[0]) : "No provider is claimed twice: nothing needs to change.", 50);
  } else {
    wish.told = told?.error || REFUSED[status] || `No plan could be made (${status}).`;
    drawPanel();
  }
  $("panel-plan").scrollTop = 0;
  $("panel-plan").focus({ preventScroll: true });
}

function stop() {
  wish.running = 0;
  wish.told = "The search was stopped.";
  wish.stopping = ask("/api/plan", { method: "DELETE" }).then(() => undefined);
  drawPanel();
}

/**
 * Show a plan on the chart, or the bookings as they are (0).
 * @param {number} number
 */
function preview(number) {
  state.plan = number;
  drawPanel();
  emit("planned");
}

/** @param {PlanTold} plan */
const headline = ({ effects: [first] }) => `Provider minutes claimed twice ${amountText(first.before)} → ${amountText(first.after)}`;

/** @param {PlansTold} plans */
function found(plans) {
  const some = plans.plans.filter((each) => each.changes.length || each.placed.length);
  if (!plans.contested_before && !some.length) return [para("No provider is claimed twice: nothing needs to change.")];
  const names = ["As booked", ...plans.plans.map((_, i) => `Plan ${i + 1}`)];
  const buttons = names.map((text, i) =>
    make("button", {
      type: "button",
      text,
      "aria-pressed": String(state.plan === i),
      on: {
        click: () => {
          preview(i);
          /** @type {HTMLElement | undefined} */ ([...$("panel-plan").querySelectorAll(".plan-choice button")][i])?.focus();
          announce(i ? `On the chart: plan ${i}. ${headline(plans.plans[i - 1])}. Nothing is changed.` : "The bookings as they are", 50);
        },
      },
    }),
  );
  const plan = shownPlan();
  return [
    make("div", { classes: "segments small plan-choice", role: "group", "aria-label": "What the chart shows" }, ...buttons),
    ...(plan ? chosen(plan, plans) : compared(plans)),
  ];
}

/**
 * The plans side by side: what each changes for how many.
 * @param {PlansTold} plans
 */
function compared({ plans, contested_before: before }) {
  const [first] = plans;
  const heads = ["", ...plans.map((_, i) => `Plan ${i + 1}`)].map((text, i) => make("th", { scope: "col", classes: i ? "number" : undefined, text: text || "Comes to" }));
  const rows = first.effects.map(({ title }, i) =>
    make("tr", {}, make("th", { scope: "row", text: title }), ...plans.map((each) => make("td", { classes: "number", text: each.effects[i] ? amountText(each.effects[i].after) : "–" }))),
  );
  return [
    make("div", { classes: "plan-figure" }, make("p", { classes: "figure", text: amountText(before) }), para("provider minutes claimed twice as booked", "tile-told")),
    make("table", { classes: "small-table" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows)),
    para("Choose a plan to see it on the chart. None is chosen for you, and nothing is changed.", "quiet-text"),
  ];
}

/**
 * @param {PlanTold} plan
 * @param {PlansTold} plans
 */
function chosen(plan, plans) {
  const [first] = plan.effects;
  const number = state.plan;
  return [
    make(
      "div",
      { classes: "plan-figure" },
      make("p", { classes: "figure" }, `${amountText(first.before)} → `, make("b", { text: amountText(first.after) })),
      para(`provider minutes claimed twice: ${first.proof}`, "tile-told"),
    ),
    make("p", { classes: "plan-key" }, ...KEY.map(([sign, text]) => make("span", {}, make("i", { classes: sign }), text))),
    plans.reason ? para(said({ message: plans.reason, patients: [], providers: Object.keys(state.data.providers) }), "plan-reason") : null,
    section(
      plan.changes.length ? `To phone through (${new Set(plan.changes.map((each) => `${each.date} ${each.patient}`)).size})` : "Nothing changes",
      ...phoned(plan),
    ),
    plan.placed.length ? section("Placed from the waiting list", make("ul", { classes: "phone" }, ...plan.placed.map(placedLine))) : null,
    ...plan.not_placed.map((each) => para(`Not placed: ${patientName(each.patient)}: ${each.why}.`, "quiet-text")),
    section("Effect", effectTable(plan), para(LEAVES, "quiet-text")),
    section(
      "Take it",
      para("Nothing is changed here. Whether patients can come and plans of care allow it is not in the schedule.", "quiet-text"),
      make(
        "p",
        { classes: "plan-ask" },
        make("button", { type: "button", text: "Save the schedule", on: { click: () => save(`plan_${number}.csv`, plan.schedule) } }),
        make("button", { type: "button", text: "Save the list", on: { click: () => save(`plan_${number}_changes.csv`, plan.changes_file) } }),
      ),
    ),
  ];
}

/** @param {PlanTold} plan */
function phoned({ changes }) {
  const dates = [...new Set(changes.map((each) => each.date))].sort();
  return dates.flatMap((date) => {
    /** @type {Map<string, PlanChange[]>} */
    const of = new Map();
    const own = changes.filter((each) => each.date === date).sort((a, b) => a.start.localeCompare(b.start));
    for (const each of own) of.set(each.patient, [...(of.get(each.patient) ?? []), each]);
    const title = state.data.days.find((each) => each.date === date)?.title ?? date;
    const there = date === state.day.date;
    return [
      dates.length > 1
        ? make("h4", {}, there ? title : make("button", { type: "button", classes: "link", text: title, on: { click: () => emit("open-day", date, {}) } }))
        : null,
      make("ul", { classes: "phone" }, ...[...of].map(([patient, all]) => phoneLine(patient, all, there))),
    ];
  });
}

/**
 * Whom to phone, and what to say.
 * @param {string} patient
 * @param {PlanChange[]} all
 * @param {boolean} there whether the chart shows their date
 */
function phoneLine(patient, all, there) {
  const name = there
    ? make("button", { type: "button", classes: "link", text: patientName(patient), title: "Show on the chart", on: { click: () => showChange(all[0], patient) } })
    : make("b", { text: patientName(patient) });
  const lines = all.map((each) =>
    make(
      "span",
      { classes: "phone-new" },
      ...(each.shift_minutes ? [make("s", { text: clock(each.start_before) }), " → "] : []),
      `${clock(each.start)}–${clock(each.end)}`,
      make("small", { text: [shiftText(each.shift_minutes), each.provider === each.provider_before ? `still with ${providerName(each.provider)}` : `with ${providerName(each.provider)} (${each.role}), not ${providerName(each.provider_before)}`].filter(Boolean).join(", ") }),
    ),
  );
  const keep = atServer()
    ? make(
        "label",
        { classes: "check phone-keep" },
        make("input", { type: "checkbox", checked: wish.keep.has(patient), on: { change: () => toggleKept(patient) } }),
        make("span", {}, "cannot change", make("span", { classes: "sr", text: `: ${patientName(patient)}` })),
      )
    : null;
  const on = { pointerenter: () => pointAt(patient), pointerleave: () => pointAt(""), focusin: () => pointAt(patient), focusout: () => pointAt("") };
  return make("li", { on: there ? on : {} }, make("div", {}, name, ...lines), keep);
}

/** @param {PlanPlaced} each */
function placedLine(each) {
  return make("li", {}, make("div", {}, make("b", { text: patientName(each.patient) }), make("span", { classes: "phone-new", text: `${each.date} ${clock(each.start)}–${clock(each.end)} with ${providerName(each.provider)} (${each.role})` })));
}

/** @param {string} patient */
function toggleKept(patient) {
  if (!wish.keep.delete(patient)) wish.keep.add(patient);
  $("panel-plan").querySelector(".plan-kept")?.replaceWith(keptPart());
}

/**
 * Bring a change into the window: where the booking stands, and where it would.
 * @param {PlanChange} change
 * @param {string} patient
 */
function showChange(change, patient) {
  const clocks = [change.start_before, change.start, change.end].map((text) => clockOn(state.day.date, text));
  const [from, to] = [Math.min(...clocks) - MARGIN, Math.max(...clocks, clocks[0] + clocks[2] - clocks[1]) + MARGIN];
  zoom(Math.min(chart.from, from), Math.max(chart.to, to));
  const keys = state.by === "provider" ? [change.provider_before, change.provider] : [patient];
  const rows = scene.rows.filter((each) => keys.includes(each.key));
  if (rows.length) bringIntoBox(Math.min(...rows.map((each) => each.top)), Math.max(...rows.map((each) => each.bottom)));
  if (chart.gutter === 0) document.querySelector(".chart-card")?.scrollIntoView({ block: "start" });
  pointAt(patient);
  announce(`${patientName(patient)}: ${clockText(unwall(clocks[0]))} to ${clockText(unwall(clocks[1]))}`, 50);
}

/** What a plan cannot change, and so does not count. */
const LEAVES =
  "Bookings earn nothing yet: the units are the most that their minutes can support. Claims, and what counts toward the year's threshold, rest on what is recorded; no plan changes them, on any date.";

/** @param {PlanTold} plan */
function effectTable({ effects }) {
  const heads = ["", "Before", "After"].map((text, i) => make("th", { scope: "col", classes: i ? "number" : undefined, text: text || "What" }));
  const rows = effects.map(({ title, before, after, proof }) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, title, proof ? make("small", { classes: "proved", text: proof }) : null),
      make("td", { classes: "number", text: amountText(before) }),
      make("td", { classes: "number", text: amountText(after) }),
    ),
  );
  return make("table", { classes: "small-table plan-effects" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows));
}
