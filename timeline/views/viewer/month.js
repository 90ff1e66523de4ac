// The Month view: how much, where, which day, who; everything on it leads to the day, the list or the finding.

import { $, fill, make, minutesOf, plural } from "./base.js";
import { calendar } from "./calendar.js";
import { shortDate } from "./dates.js";
import { emit, on } from "./events.js";
import { SEVERITIES } from "./filters.js";
import { providerName, roleOf, state } from "./state.js";
import { month, number, opens, progress, short, tiles } from "./totals.js";
import { view } from "./views.js";

/** How many days, therapists, kinds of findings and pairs are listed. */
const MOST = 10;

/** The worst dates: by units over, or without claims by minutes claimed twice; those with nothing open come last. */
function worstDays() {
  const { by_date: cells, by_site: bySite, sites: places, claim } = month();
  const at = claim ? 3 : 2;
  const { open } = progress();
  /** @type {Map<number, number>} */
  const left = new Map();
  for (const { day } of open) left.set(day, (left.get(day) ?? 0) + 1);
  /** @param {number} day */
  const settled = (day) => Number(!left.has(day));
  const worst = [...cells].sort((a, b) => settled(a[0]) - settled(b[0]) || b[at] - a[at] || b[2] - a[2] || a[0] - b[0]).slice(0, MOST);
  const items = worst.map(([day, , twice, over]) => {
    const { date } = state.data.days[day];
    const most = bySite.filter((each) => each[0] === day).sort((a, b) => b[at] - a[at]);
    const where = most.length && places.length > 1 ? `most at ${places[most[0][1]].clinic || "no site"}` : "";
    const told = [`${minutesOf(twice)} min twice`, left.has(day) ? `${number(left.get(day) ?? 0)} open` : "all decided", where].filter(Boolean);
    return make(
      "li",
      {},
      opens(shortDate(date), () => emit("open-day", date, {})),
      make("b", { text: claim ? `+${over}` : `${minutesOf(twice)} min` }),
      make("span", { classes: "quiet-text", text: told.join(" · ") }),
    );
  });
  return card("worst-days", "Open first", claim ? "By units billed above the record" : "By minutes claimed twice", [
    items.length ? make("ol", { classes: "worst" }, ...items) : nothing("No day stands out."),
  ]);
}

/** @param {string} id @param {string} title @param {string} told @param {(Node | string)[]} inside */
function card(id, title, told, inside) {
  return make(
    "section",
    { classes: `card month-card ${id}`, "aria-labelledby": `${id}-title` },
    make("h3", { id: `${id}-title`, text: title }),
    told ? make("p", { classes: "quiet-text", text: told }) : null,
    ...inside,
  );
}

/** @param {string} text */
const nothing = (text) => make("p", { classes: "quiet-text", text });

/** @param {string} caption @param {[string, boolean][]} heads @param {HTMLElement[]} body */
function table(caption, heads, body) {
  const head = heads.map(([text, right]) => make("th", { scope: "col", classes: right ? "number" : "", text }));
  return make(
    "table",
    { classes: "month-table" },
    make("caption", { classes: "sr", text: caption }),
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...body),
  );
}

/** @param {number} part @param {number} most @param {string} [kind] */
const bar = (part, most, kind) =>
  make("i", {
    classes: `month-bar ${kind || ""}`,
    "aria-hidden": "true",
    style: { "--part": `${most ? (100 * part) / most : 0}%` },
  });

/** Therapists, the worst first: minutes claimed twice, day by day, and units over in their visits. */
function therapists() {
  const { therapists: all, by_therapist: cells, claim } = month();
  const most = Math.max(1, ...all.map((each) => each.twice));
  const booked = new Set(month().booked);
  const peak = Math.max(1, ...cells.filter(([day]) => !booked.has(day)).map((each) => each[2]));
  const body = all.slice(0, MOST).map(({ provider, clinics, twice, over }, who) => {
    const days = new Array(state.data.days.length).fill(0);
    for (const [day, whose, seconds] of cells) if (whose === who) days[day] = seconds;
    const spark = days.map((seconds) => make("i", { style: { height: `${Math.min(100, (100 * seconds) / peak)}%` } }));
    return make(
      "tr",
      {},
      make(
        "th",
        { scope: "row" },
        opens(providerName(provider), () => emit("open-work", { provider })),
        make("small", { text: [roleOf(provider), clinics.join(", ")].filter(Boolean).join(" · ") }),
      ),
      make("td", { classes: "bar-cell" }, bar(twice, most), make("span", { text: `${minutesOf(twice)} min` })),
      make("td", { classes: "spark-cell" }, make("span", { classes: "spark", "aria-hidden": "true" }, ...spark)),
      ...(claim ? [make("td", { classes: "number", text: over ? `+${number(over)}` : "–" })] : []),
    );
  });
  /** @type {[string, boolean][]} */
  const heads = [["Therapist", false], ["Minutes claimed twice", false], ["Day by day", false]];
  if (claim) heads.push(["Units over", true]);
  const told = `${claim ? "A visit billed over counts for each therapist who attended it. " : ""}The name opens the findings.`;
  return card("therapists", "Therapists, worst first", told, [
    body.length ? table("Therapists", heads, body) : nothing("Nobody is claimed twice."),
  ]);
}

/** Findings by rule: how many are open and how many decided; the rule opens its list. */
function rules() {
  const { all, open } = progress();
  /** @type {Map<string, { all: number, open: number, severity: string }>} */
  const by = new Map();
  for (const each of state.data.work) {
    const found = by.get(each.rule) ?? { all: 0, open: 0, severity: each.severity };
    found.all += 1;
    if (SEVERITIES.indexOf(each.severity) < SEVERITIES.indexOf(found.severity)) found.severity = each.severity;
    by.set(each.rule, found);
  }
  for (const each of open) /** @type {any} */ (by.get(each.rule)).open += 1;
  const ordered = [...by].sort(
    ([, a], [, b]) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.open - a.open || b.all - a.all,
  );
  const most = Math.max(1, ...ordered.map(([, each]) => each.all));
  const rest = ordered.length - MOST;
  const body = ordered.slice(0, MOST).map(([rule, each]) =>
    make(
      "tr",
      {},
      make(
        "th",
        { scope: "row" },
        make("span", { classes: `severity ${each.severity}`, title: each.severity }, make("i", { "aria-hidden": "true" })),
        make("span", { classes: "sr", text: `${each.severity}: ` }),
        opens(state.data.rules[rule].title, () => emit("open-work", { rule })),
      ),
      make("td", { classes: "bar-cell" }, bar(each.open, most, each.severity), bar(each.all - each.open, most, "done")),
      make("td", { classes: "number", text: number(each.open) }),
      make("td", { classes: "number", text: number(each.all - each.open) }),
    ),
  );
  return card("rules", "Findings, by what they say", `${plural(all, "finding")}, ${number(open.length)} open`, [
    table("Findings by rule", [["Finding", false], ["Share", false], ["Open", true], ["Decided", true]], body),
    ...(rest > 0 ? [opens(`${plural(rest, "more kind")} in the worklist`, () => emit("open-work", {}))] : []),
  ]);
}

/** The sites next to each other. */
function sites() {
  const { sites: all, claim } = month();
  const { open } = progress();
  const body = all.map((site) => {
    const { clinic, visits, claim: own, twice, not_credited: lost } = site;
    const left = open.filter((each) => each.clinic === clinic).length;
    /** @param {string} text */
    const cell = (text) => make("td", { classes: "number", text });
    const units = own
      ? [number(own.billed), number(own.supported), `+${number(own.over)}`, short(own.under)]
      : ["–", "–", "–", "–"];
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, opens(clinic || "No site", () => emit("open-work", { clinic }))),
      cell(number(visits)),
      ...(claim ? units.map(cell) : []),
      cell(minutesOf(twice)),
      cell(minutesOf(lost)),
      cell(number(left)),
    );
  });
  const elsewhere = open.filter((each) => !all.some(({ clinic }) => clinic === each.clinic)).length;
  if (elsewhere) body.push(noSite(elsewhere));
  if (all.length > 1) body.push(everySite());
  /** @type {[string, boolean][]} */
  const heads = [
    ["Site", false],
    ["Visits", true],
    .../** @type {[string, boolean][]} */ (claim ? [["Billed", true], ["Supported", true], ["Over", true], ["Under", true]] : []),
    ["Minutes twice", true],
    ["Not credited", true],
    ["Open", true],
  ];
  const shared = all.reduce((sum, each) => sum + each.twice, 0) > month().twice;
  const told = shared ? "A minute that rows of two sites claim counts at both." : "";
  return card("sites", "Sites", told, [table("Sites", heads, body)]);
}

/**
 * Findings of no site, or of several: of their rows nothing counts here that does not stand above.
 * @param {number} count
 */
function noSite(count) {
  const figures = month().claim ? 7 : 3;
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, opens("No site", () => emit("open-work", { clinic: "" }))),
    ...Array.from({ length: figures }, () => make("td", { classes: "number", text: "–" })),
    make("td", { classes: "number", text: number(count) }),
  );
}

/** The last line of the sites: the totals, in which nothing counts at two of them. */
function everySite() {
  const { claim, twice, not_credited: lost, sites: all } = month();
  const told = claim ? [number(claim.billed), number(claim.supported), `+${number(claim.over)}`, short(claim.under)] : [];
  const counts = [number(all.reduce((sum, each) => sum + each.visits, 0)), ...told, minutesOf(twice), minutesOf(lost)];
  return make(
    "tr",
    { classes: "every" },
    make("th", { scope: "row", text: "All" }),
    ...[...counts, number(progress().open.length)].map((text) => make("td", { classes: "number", text })),
  );
}

/** Two therapists named together in findings, the most minutes first. */
function pairs() {
  /** @type {Map<string, { both: string[], count: number, seconds: number }>} */
  const by = new Map();
  for (const { providers, seconds } of state.data.work) {
    providers.forEach((one, i) => {
      for (const other of providers.slice(i + 1)) {
        const both = [one, other].sort();
        const key = JSON.stringify(both);
        const found = by.get(key) ?? { both, count: 0, seconds: 0 };
        by.set(key, { both, count: found.count + 1, seconds: found.seconds + seconds });
      }
    });
  }
  const worst = [...by.values()].sort((a, b) => b.seconds - a.seconds || b.count - a.count).slice(0, MOST);
  const body = worst.map(({ both, count, seconds }) =>
    make(
      "tr",
      {},
      make(
        "th",
        { scope: "row" },
        opens(both.map(providerName).join(" and "), () => emit("open-work", { provider: both[0], with: both[1] })),
      ),
      make("td", { classes: "number", text: number(count) }),
      make("td", { classes: "number", text: minutesOf(seconds) }),
    ),
  );
  return card("pairs", "Pairs of therapists", "Named together in findings", [
    body.length
      ? table("Pairs of therapists", [["Pair", false], ["Findings", true], ["Minutes", true]], body)
      : nothing("No finding names two therapists."),
  ]);
}

/** The dates that are still to come: what is only booked can still be changed. */
function bookedDays() {
  const { booked } = month();
  if (!booked.length) return null;
  const links = booked.slice(0, MOST).flatMap((day, i) => {
    const { date } = state.data.days[day];
    return [i ? ", " : "", opens(shortDate(date), () => emit("open-day", date, { plan: true }), `${shortDate(date)}: what could change`)];
  });
  const more = booked.length > MOST ? ` and ${plural(booked.length - MOST, "more day")}` : "";
  return make("p", { classes: "month-booked" }, make("b", { text: "Only booked so far: " }), ...links, `${more}. See what could change before it happens.`);
}

/** Draw the month as it stands now. */
function draw() {
  const { title, told, claim } = month();
  const without = claim?.unvalued && claim.over_cents !== null ? ` · ${plural(claim.unvalued, "difference")} without a fee` : "";
  fill(
    $("month"),
    make(
      "div",
      { classes: "month-head" },
      make("h2", { id: "month-title", text: title }),
      make("p", { classes: "quiet-text", text: `${told} · contest rule ${state.data.contest}${without}` }),
    ),
    bookedDays(),
    tiles(),
    make(
      "div",
      { classes: "month-board" },
      calendar(),
      make("div", { classes: "month-right" }, worstDays(), rules()),
      make("div", { classes: "month-left" }, sites(), therapists(), pairs()),
    ),
  );
}

/** Take the month of a new result; one date has none. */
export function takeMonth() {
  $("month").replaceChildren();
}

export function startMonth() {
  on("view", (name) => {
    if (name === "month") draw();
  });
  on("decided", () => {
    if (view.shown === "month") draw();
  });
}
