// From finding to proof: what happened, minutes under the three contest rules, units, the rule with its source, the rows.

import { $, amountText, announce, badge, capital, make, own, para, plural, section, spoken, swatch } from "./base.js";
import { repaint, zoom } from "./chart.js";
import { claimLines, conditionalLines, otherLines } from "./claim.js";
import { decisionPart } from "./decisions.js";
import { optionsPart, placePreview } from "./preview.js";
import { light, place, reveal } from "./overlay.js";
import { goTo, inOrder, play, sideTab, stepFinding } from "./replay.js";
import { said } from "./said.js";
import { chosenRows, namedIn, patientLabel, providerLabel, state, wall } from "./state.js";
import { asUnits, focusOpener, lineText, markChosen, opener } from "./tables.js";

/** @type {Contest[]} */
const CONTESTS = ["exclusive", "nested", "documented"];

/**
 * Choose a finding or a visit: light it up, move the line there and open its proof. What was chosen in a table is
 * brought into the chart; what was pointed at in the chart stays where it is, and so does the instant.
 * @param {Kind} kind
 * @param {number} number
 * @param {Pointed} [pointed]
 */
export function choose(kind, number, pointed) {
  play(false);
  state.chosen = { kind, number };
  state.preview = null;
  document.body.classList.add("chosen");
  const { start, end } = kind === "finding" ? state.day.findings[number] : state.day.visits[number];
  drawProof();
  sideTab($("tab-proof"), false);
  markChosen();
  light();
  if (!pointed) {
    const rows = chosenRows().map((row) => state.day.rows[row]);
    const pad = Math.max(600, (end - start) * 0.6);
    const from = kind === "finding" ? wall(start) - pad : Math.min(...rows.map((row) => row.at)) - 300;
    const to = kind === "finding" ? wall(end) + pad : Math.max(...rows.map((row) => row.at + row.length)) + 300;
    zoom(from, to);
  }
  goTo(pointed ? pointed.time : start);
  reveal(pointed?.number);
  place();
  repaint();
  const told =
    kind === "finding"
      ? said(state.day.findings[number])
      : `Visit of ${patientLabel(state.day.visits[number].patient)}`;
  announce(`Proof: ${told}`, 50);
}

/** Let go of what is chosen. */
export function letGo() {
  const { chosen } = state;
  if (!chosen) return;
  state.chosen = state.preview = null;
  document.body.classList.remove("chosen");
  drawProof();
  markChosen();
  light();
  place();
  repaint();
  sideTab($("tab-now"), false);
  if ($("side").contains(document.activeElement)) focusOpener(chosen);
}

/** Draw the proof of what is chosen. */
export function drawProof() {
  const panel = $("panel-proof");
  panel.scrollTop = 0;
  placePreview();
  if (!state.chosen) {
    panel.replaceChildren(
      make(
        "div",
        { classes: "empty" },
        make("p", {
          text: "Choose a finding or a visit in the tables, or a bar in the chart: its minutes, units, rule and source rows appear here.",
        }),
      ),
    );
  } else if (state.chosen.kind === "finding") panel.replaceChildren(...findingProof(state.chosen.number));
  else panel.replaceChildren(...visitProof(state.chosen.number));
}

/** @param {string} title @param {HTMLElement} above @param {string} below */
function proofHead(title, above, below) {
  /** @param {string} text @param {string} label @param {() => void} act */
  const button = (text, label, act) =>
    make("button", { type: "button", "aria-label": label, text, on: { click: act } });
  const finding = state.chosen?.kind === "finding";
  const among = finding ? inOrder() : [];
  const at = finding && state.chosen ? among.indexOf(state.chosen.number) + 1 : 0;
  return make(
    "header",
    { classes: "proof-head" },
    make(
      "div",
      { classes: "proof-steps" },
      above,
      finding && at ? make("span", { classes: "proof-place", text: `${at} of ${among.length}` }) : null,
      finding ? button("‹", "Previous finding", () => (stepFinding(-1), refocus("Previous finding"))) : null,
      finding ? button("›", "Next finding", () => (stepFinding(1), refocus("Next finding"))) : null,
      button("×", "Close the proof", () => (letGo(), $("panel-now").focus({ preventScroll: true }))),
    ),
    make("h2", { text: title }),
    para(below, "proof-when"),
  );
}

/** @param {string} label */
function refocus(label) {
  const button = [...$("panel-proof").querySelectorAll("button")].find(
    (each) => each.getAttribute("aria-label") === label,
  );
  if (button) button.focus({ preventScroll: true });
}

/** @param {number} number */
function findingProof(number) {
  const finding = state.day.findings[number];
  const rule = state.data.rules[finding.rule];
  const visits = finding.visits.map((i) => ({ i, visit: state.day.visits[i] }));
  const below = `${finding.when}${finding.seconds ? ` · ${finding.lasts}` : ""} · ${finding.units_at_risk ? `${plural(finding.units_at_risk, "unit")} at risk` : "no unit at risk"}`;
  return given([
    proofHead(rule.title, badge(finding.severity), below),
    section("What happened", para(said(finding)), whoPart(finding)),
    // The remedy is one for records; what is only booked can still be changed.
    finding.options ? null : section("What to do", para(finding.remedy)),
    optionsPart(finding),
    decisionPart(finding),
    visits.length
      ? section(
          "Minutes under the three contest rules",
          ...visits.map(({ visit }) => contestTable(visit, visits.length > 1)),
          contestNote(),
        )
      : null,
    visits.length
      ? section("Units of the visits concerned", ...visits.map(({ i, visit }) => unitsPart(i, visit)))
      : null,
    section("The rule", para(rule.meaning), sourcePart(finding.source)),
    finding.rows.length ? section("Source rows", rowsTable(finding.rows)) : null,
  ]);
}

/**
 * Leave out the parts that are not there.
 * @param {(HTMLElement | null)[]} parts
 */
const given = (parts) => parts.flatMap((part) => part ?? []);

/**
 * Who is meant: messages name ids only.
 * @param {Finding} finding
 */
function whoPart(finding) {
  const named = namedIn(finding);
  return named.length ? para(named.join(" · "), "quiet-text") : null;
}

/** @param {Visit} visit @param {boolean} named */
function contestTable(visit, named) {
  const rows = visit.codes.map((code) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, make("b", { text: code.code || "booked" }), " ", make("span", { text: code.name })),
      ...CONTESTS.map((rule) =>
        make(
          "td",
          { classes: `number ${rule === state.data.contest ? "in-force" : ""}` },
          String(code[`minutes_${rule}`]),
          code.timed ? make("small", { text: ` ${asUnits(code[`units_${rule}`])} u` }) : null,
        ),
      ),
    ),
  );
  const total = make(
    "tr",
    { classes: "total" },
    make("th", { scope: "row", text: "Timed units" }),
    ...CONTESTS.map((rule) =>
      make("td", {
        classes: `number ${rule === state.data.contest ? "in-force" : ""}`,
        text: asUnits(visit.units_by_rule[rule]),
      }),
    ),
  );
  const heads = CONTESTS.map((rule) =>
    make("th", {
      scope: "col",
      classes: `number ${rule === state.data.contest ? "in-force" : ""}`,
      text: capital(rule),
    }),
  );
  return make(
    "table",
    { classes: "small-table" },
    make("caption", { classes: named ? "" : "sr", text: `${patientLabel(visit.patient)}, ${visit.discipline}` }),
    make("thead", {}, make("tr", {}, make("th", { scope: "col", text: "Code" }), ...heads)),
    make("tbody", {}, ...rows, total),
  );
}

const contestNote = () =>
  para(
    `In force here: ${state.data.contest}, where ${state.data.contest_rules[state.data.contest]}. Minutes, then units (u).`,
    "quiet-text",
  );

/** @param {number} number @param {Visit} visit */
function unitsPart(number, visit) {
  const who = make(
    "p",
    {},
    opener("visit", number, patientLabel(visit.patient)),
    ` · ${visit.discipline} · ${visit.payer}`,
  );
  return make("div", { classes: "units-part" }, who, unitFacts(visit), otherLines(visit), conditionalLines(visit));
}

/**
 * Pairs of a name and a value, as a list of definitions.
 * @param {string} classes
 * @param {...[string, string]} named
 */
function pairs(classes, ...named) {
  const shown = named.filter(([, value]) => value !== "");
  /** @param {[string, string]} named */
  const pair = ([name, value]) => make("div", {}, make("dt", { text: name }), make("dd", { text: value }));
  return make("dl", { classes }, ...shown.map(pair));
}

/**
 * What a visit supports, in a few lines.
 * @param {Visit} visit
 */
function unitFacts(visit) {
  const units = visit.units === null ? "units open" : plural(visit.units, "unit");
  return pairs(
    "pairs",
    ["Timed", visit.timed_minutes === null ? "–" : `${plural(visit.timed_minutes, "minute")}, ${units}`],
    ["On the claim", visit.lines.length ? visit.lines.join("; ") : lineText(visit)],
    ["Without a code", visit.uncoded_minutes ? plural(visit.uncoded_minutes, "minute") : ""],
    ["Not earning", visit.unearned_minutes ? plural(visit.unearned_minutes, "minute") : ""],
  );
}

/**
 * A rule's source, with our own words on what stands there.
 * @param {string} text
 */
function sourcePart(text) {
  if (!text) return para("A fact about the record itself: it rests on the rows below.", "quiet-text");
  const id = text.split(" ")[0];
  const source = own(state.data.sources, id);
  if (!source) return para(text, "quiet-text");
  const part = text.slice(id.length).trim();
  const title = /^https:\/\//.test(source.url)
    ? make("a", { href: source.url, rel: "noreferrer noopener", target: "_blank", text: source.title })
    : source.title;
  return make(
    "div",
    { classes: "source" },
    make("p", {}, title, part ? `, ${part}` : ""),
    para(`${source.publisher} · ${source.published}`, "quiet-text"),
    para(source.paraphrase),
  );
}

/** @param {number[]} numbers */
function rowsTable(numbers) {
  const rows = numbers.map((number) => {
    const row = state.day.rows[number];
    return make(
      "li",
      {},
      swatch(row.drawn),
      make(
        "div",
        {},
        make("p", {}, make("b", { text: row.when }), ` · ${row.patient ? patientLabel(row.patient) : "no patient"}`),
        para(
          [row.provider ? providerLabel(row.provider) : state.data.nobody, row.what, row.counts]
            .filter(Boolean)
            .join(" · "),
          "open-what",
        ),
        row.note ? para(`Note: ${row.note}`, "open-what") : null,
        para(row.id, "row-id"),
      ),
    );
  });
  return make("ul", { classes: "open-rows source-rows" }, ...rows);
}

/** @param {number} number */
function visitProof(number) {
  const visit = state.day.visits[number];
  /** @type {[string, string][]} */
  const states = Object.entries(visit.minutes).map(([name, value]) => [capital(spoken(name)), amountText(value)]);
  const findings = visit.findings
    .map((id) => state.day.findings.findIndex((each) => each.id === id))
    .filter((i) => i >= 0);
  return given([
    proofHead(
      patientLabel(visit.patient),
      make("span", { classes: "tag", text: visit.discipline }),
      `${visit.when} · ${visit.payer} · ${visit.evidence}`,
    ),
    section("Units", unitTable(visit), unitFacts(visit), otherLines(visit), conditionalLines(visit)),
    claimLines(visit),
    visit.because.length
      ? section("Why these units", make("ol", { classes: "because" }, ...visit.because.map(reason)))
      : null,
    section("Minutes under the three contest rules", contestTable(visit, false), contestNote()),
    section("Minutes by state", pairs("states", ...states)),
    visit.spans.length ? section("What counts, and what does not", spansList(visit)) : null,
    findings.length
      ? section(
          "Findings of this visit",
          make(
            "ul",
            { classes: "plain linked" },
            ...findings.map((i) =>
              make(
                "li",
                {},
                badge(state.day.findings[i].severity),
                " ",
                opener(
                  "finding",
                  i,
                  `${state.day.findings[i].when} ${state.data.rules[state.day.findings[i].rule].title}`,
                ),
              ),
            ),
          ),
        )
      : null,
    section("Source rows", rowsTable(visit.rows)),
  ]);
}

/** @param {Visit} visit */
function unitTable(visit) {
  const rows = visit.codes.map((code) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, make("b", { text: code.code || "booked" }), " ", make("span", { text: code.name })),
      make("td", { classes: "number", text: String(code.minutes) }),
      make("td", { classes: "number", text: asUnits(code.units) }),
      make("td", {
        classes: `number ${code.billed_units !== null && code.billed_units !== code.units ? "differs" : ""}`,
        text: code.billed_units === null ? "–" : String(code.billed_units),
      }),
    ),
  );
  const heads = ["Minutes", "Units", "Billed"].map((text) => make("th", { scope: "col", classes: "number", text }));
  return make(
    "table",
    { classes: "small-table" },
    make("caption", { classes: "sr", text: "Codes" }),
    make("thead", {}, make("tr", {}, make("th", { scope: "col", text: "Code" }), ...heads)),
    make("tbody", {}, ...rows),
  );
}

/** @param {Reason} reason */
function reason({ text, source }) {
  const known = own(state.data.sources, source.split(" ")[0]);
  return make("li", {}, text, source ? make("small", { text: ` ${source}`, title: known ? known.title : null }) : null);
}

/** @param {Visit} visit */
function spansList(visit) {
  const patients = Object.keys(state.data.patients);
  return make(
    "ul",
    { classes: "spans" },
    ...visit.spans.map((span) =>
      make(
        "li",
        { classes: span.counts ? "yes" : "no" },
        make("span", { classes: "sign", text: span.counts ? "+" : "−", "aria-hidden": "true" }),
        make(
          "div",
          {},
          make("p", {}, make("b", { text: span.when }), ` ${span.code || "no code"} · ${span.minutes}`),
          para(span.counts ? span.why : said({ message: span.why, patients, providers: [] }), "open-what"),
        ),
      ),
    ),
  );
}
