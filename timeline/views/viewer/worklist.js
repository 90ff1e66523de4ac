// The Worklist view: every finding of all dates with its state, in groups, to be decided one by one or together.

import { $, badge, capital, fill, make, plural, press } from "./base.js";
import { shortDate } from "./dates.js";
import { decisions, logKept, states } from "./decided.js";
import { emit, on } from "./events.js";
import { SEVERITIES } from "./filters.js";
import { forBilling, forTherapists, startHandout } from "./handout.js";
import { said } from "./said.js";
import { severalForm } from "./several.js";
import { patientName, providerName, state } from "./state.js";
import { FACETS, filter, grouped, GROUPS, HEADS, listed, setWork, shownAs, values, worstOf } from "./work.js";
import { remember, show, view } from "./views.js";

/** So many rows of a group are drawn at first; a list of few findings stands open. */
const AT_FIRST = 50;
const FEW = 40;
/** A facet with more values than this is folded until asked for. */
const UNFOLDED = 6;
/** Where there is little room, the facets stand behind a word. */
const folding = matchMedia("(max-width: 40rem)");

/** @type {Record<import("./work.js").Group, string>} */
const BY = { rule: "By finding", provider: "By therapist", cause: "By cause", day: "By day" };
const chosen = new Set();
const open = new Set();
const unfolded = new Set();
/** @type {import("./work.js").Group} */
let by = "rule";
const tellChosen = severalForm(chosen, $("work"));
const deciding = () => state.decisions !== null;

function draw() {
  const findings = listed();
  const ids = new Set(findings.map((each) => each.id));
  for (const id of chosen) if (!ids.has(id)) chosen.delete(id);
  drawHead(findings);
  const facets = make("details", { open: folding.matches ? $("work-facets").querySelector("details")?.open : true }, make("summary", { text: "Filters" }));
  facets.append(make("div", { classes: "facet-groups" }, ...FACETS.map(facet), filter.with ? beside() : null, clear()));
  fill($("work-facets"), facets);
  drawList(findings);
  tellChosen();
}

/** @param {WorkTold[]} findings */
function drawHead(findings) {
  const known = states();
  const all = state.data.work.length;
  const decided = state.data.work.filter((each) => known.has(each.id)).length;
  const share = Math.floor((100 * decided) / Math.max(1, all));
  const kept = logKept()
    ? `${decided.toLocaleString("en-US")} of ${plural(all, "finding")} decided, ${share} %`
    : `${plural(all, "finding")}. No log is kept: start timeline serve with --log FILE to decide.`;
  const away = document.body.dataset.home === "notebook"; // a frame may neither save nor print
  fill(
    $("work-head"),
    make("h2", { id: "work-title", text: "Worklist" }),
    make(
      "div",
      { classes: "work-progress" },
      logKept()
        ? make("progress", { max: String(Math.max(1, all)), value: String(decided), "aria-label": "Findings decided" })
        : null,
      make("p", { id: "work-progress", text: kept }),
    ),
    away ? null : action("Save for billing", () => forBilling(findings)),
    away ? null : action("Print a sheet for each therapist", () => forTherapists(findings)),
  );
}

/** @param {string} text @param {() => void} click */
const action = (text, click) => make("button", { type: "button", text, on: { click } });

/**
 * A facet: its values with their counts; the one chosen is pressed, and pressing it again lets go.
 * @param {import("./work.js").Facet} name
 */
function facet(name) {
  const all = values(name).filter(([value, count]) => count || filter[name] === value);
  const few = unfolded.has(name) ? all : all.filter(([value], i) => i < UNFOLDED || filter[name] === value);
  const buttons = few.map(([value, count]) =>
    make(
      "button",
      {
        type: "button",
        classes: "facet",
        "aria-pressed": String(filter[name] === value),
        "data-facet": name,
        "data-value": value,
        on: {
          click: () => {
            filter[name] = filter[name] === value ? null : value;
            draw();
            focusFacet(name, value);
          },
        },
      },
      make("span", { text: shownAs(name, value) }),
      make("b", { text: count.toLocaleString("en-US") }),
    ),
  );
  const more = () => {
    unfolded.add(name);
    draw();
  };
  const rest = all.length - few.length;
  return make(
    "div",
    { role: "group", "aria-label": HEADS[name] },
    make("h3", { text: HEADS[name] }),
    ...buttons,
    rest ? make("button", { type: "button", classes: "link", text: `${rest} more`, on: { click: more } }) : null,
  );
}

/** @param {string} name @param {string} value */
function focusFacet(name, value) {
  for (const each of $("work-facets").querySelectorAll("button"))
    if (each.dataset.facet === name && each.dataset.value === value) each.focus();
}

/** The second therapist of a pair. */
function beside() {
  const letGo = () => {
    filter.with = null;
    draw();
  };
  return make(
    "div",
    { role: "group", "aria-label": "Named beside" },
    make("h3", { text: "Named beside" }),
    make("button", { type: "button", classes: "facet", "aria-pressed": "true", on: { click: letGo } }, providerName(filter.with ?? "")),
  );
}

function clear() {
  const all = () => {
    setWork({});
    draw();
  };
  const disabled = Object.values(filter).every((each) => each === null);
  return make("button", { type: "button", text: "Clear all", disabled, on: { click: all } });
}

/** @param {WorkTold[]} findings */
function drawList(findings) {
  const ids = Object.fromEntries(GROUPS.map((key) => [key, `work-by-${key}`]));
  const segments = GROUPS.map((key) =>
    make("button", {
      type: "button",
      id: ids[key],
      "aria-pressed": String(by === key),
      text: BY[key],
      on: {
        click: () => {
          by = key;
          open.clear();
          press(ids, key);
          drawGroups(listed());
        },
      },
    }),
  );
  const told = make("p", { classes: "quiet-text", role: "status", text: `${plural(findings.length, "finding")} shown` });
  fill(
    $("work-bar"),
    make("div", { classes: "segments small", role: "group", "aria-label": "Groups of the list" }, ...segments),
    told,
    deciding() && findings.length ? chooser("Choose all shown", findings) : null,
  );
  drawGroups(findings);
}

/** @param {WorkTold[]} findings */
function drawGroups(findings) {
  const groups = grouped(findings, by);
  if (findings.length <= FEW) for (const { key } of groups) open.add(key);
  fill($("work-list"), ...(groups.length ? groups.map(group) : [make("p", { classes: "empty", text: "No finding matches." })]));
}

/**
 * A box that chooses findings together; half of them chosen shows as neither.
 * @param {string} label
 * @param {WorkTold[]} findings
 */
function chooser(label, findings) {
  const box = make("input", { type: "checkbox", "aria-label": label });
  const count = findings.filter((each) => chosen.has(each.id)).length;
  box.checked = count > 0 && count === findings.length;
  box.indeterminate = count > 0 && count < findings.length;
  box.addEventListener("change", () => {
    for (const { id } of findings) box.checked ? chosen.add(id) : chosen.delete(id);
    markChosen();
  });
  return make("label", { classes: "check chooser" }, box, label.startsWith("Choose all") ? label : "");
}

/** Show in every box what is chosen. */
function markChosen() {
  for (const box of $("work").querySelectorAll("input[data-finding]"))
    /** @type {HTMLInputElement} */ (box).checked = chosen.has(/** @type {HTMLInputElement} */ (box).dataset.finding);
  const findings = listed();
  for (const each of grouped(findings, by)) {
    const box = /** @type {HTMLInputElement | null} */ (
      [...$("work-list").children].find((part) => /** @type {HTMLElement} */ (part).dataset.group === each.key)?.querySelector(".chooser input") ?? null
    );
    if (box) mark(box, each.findings);
  }
  const all = /** @type {HTMLInputElement | null} */ ($("work-bar").querySelector(".chooser input"));
  if (all) mark(all, findings);
  tellChosen();
}

/** @param {HTMLInputElement} box @param {WorkTold[]} findings */
function mark(box, findings) {
  const count = findings.filter((each) => chosen.has(each.id)).length;
  box.checked = count > 0 && count === findings.length;
  box.indeterminate = count > 0 && count < findings.length;
}

/**
 * The worst that findings are, as a sign and in words.
 * @param {WorkTold[]} findings
 */
function graveness(findings) {
  const severity = SEVERITIES[worstOf(findings)];
  return make("span", { classes: `severity ${severity}`, title: severity }, make("i", { "aria-hidden": "true" }), make("span", { classes: "sr", text: `${severity}: ` }));
}

/** @param {import("./work.js").WorkGroup} told */
function group({ key, title, findings }) {
  const known = states();
  const decided = findings.filter((each) => known.has(each.id)).length;
  const shown = open.has(key);
  const atRisk = findings.reduce((sum, each) => sum + each.units_at_risk, 0);
  const list = make("ul", { classes: "work-rows", hidden: !shown });
  if (shown) fillRows(list, findings, AT_FIRST);
  const button = make(
    "button",
    { type: "button", classes: "group-title", "aria-expanded": String(shown) },
    graveness(findings),
    make("span", { text: title }),
    atRisk ? make("small", { classes: "at-risk", text: `${plural(atRisk, "unit")} at risk` }) : null,
    make("small", { text: `${(findings.length - decided).toLocaleString("en-US")} open of ${findings.length.toLocaleString("en-US")}` }),
  );
  button.addEventListener("click", () => {
    const opens = list.hidden;
    list.hidden = !opens;
    button.setAttribute("aria-expanded", String(opens));
    opens ? open.add(key) : open.delete(key);
    if (opens && !list.childElementCount) fillRows(list, findings, AT_FIRST);
  });
  return make(
    "section",
    { classes: "work-group", "data-group": key },
    make(
      "div",
      { classes: "group-head" },
      deciding() ? chooser(`Choose ${plural(findings.length, "finding")}: ${title}`, findings) : null,
      make("h3", {}, button),
      logKept()
        ? make("progress", { max: String(findings.length), value: String(decided), "aria-label": `Decided: ${title}` })
        : null,
    ),
    list,
  );
}

/** @param {HTMLElement} list @param {WorkTold[]} findings @param {number} most */
function fillRows(list, findings, most) {
  const known = decisions();
  const rest = findings.length - most;
  const more = make("button", {
    type: "button",
    text: `Show ${plural(rest, "more finding")}`,
    on: { click: () => fillRows(list, findings, findings.length) },
  });
  fill(list, ...findings.slice(0, most).map((each) => row(each, known.get(each.id))), rest > 0 ? make("li", {}, more) : null);
}

/** @param {WorkTold} each @param {{ decision: string, reason: string, initials: string } | undefined} decided */
function row(each, decided) {
  const { date } = state.data.days[each.day];
  const when = `${shortDate(date)} ${each.when}`;
  const who = [...each.patients.map(patientName), ...each.providers.map(providerName)].join(" · ");
  const box = make("input", {
    type: "checkbox",
    "data-finding": each.id,
    "aria-label": `Choose: ${state.data.rules[each.rule].title}, ${when}, ${who}`,
  });
  box.checked = chosen.has(each.id);
  box.addEventListener("change", () => {
    box.checked ? chosen.add(each.id) : chosen.delete(each.id);
    markChosen();
  });
  const leads = () => emit("open-day", date, { finding: each.number });
  return make(
    "li",
    { classes: `work-row ${decided?.decision ?? "open"}` },
    deciding() ? box : null,
    badge(each.severity),
    make("button", { type: "button", classes: "link", text: when, on: { click: leads } }),
    make(
      "div",
      { classes: "work-told" },
      make("p", {}, make("b", { text: by === "rule" ? who : state.data.rules[each.rule].title }), by === "rule" ? "" : ` · ${who}`),
      make("p", { classes: "quiet-text", text: said(each, date) }),
      decided ? make("p", { classes: "quiet-text", text: `${decided.initials}: ${decided.reason}` }) : null,
    ),
    make("span", { classes: "number", text: each.units_at_risk ? plural(each.units_at_risk, "unit") : "" }),
    logKept() ? make("span", { classes: `state-tag ${decided?.decision ?? "open"}`, text: capital(decided?.decision ?? "open") }) : null,
  );
}

/** Take the findings of a new result. */
export function takeWork() {
  setWork({});
  chosen.clear();
  open.clear();
  unfolded.clear();
}

export function startWork() {
  startHandout();
  on("view", (name) => {
    if (name === "work") draw();
  });
  on("decided", () => {
    if (view.shown === "work") draw();
  });
  on("open-work", (to) => {
    setWork(to);
    open.clear();
    remember("#v=work");
    show("work");
    $("work-list").focus();
  });
}
