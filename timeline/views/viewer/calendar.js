// The month's calendar: a row for each site or therapist, a column for each date, darker where there is more.

import { make, own, plural, press } from "./base.js";
import { parts, shortDate } from "./dates.js";
import { emit } from "./events.js";
import { providerName, roleOf, state } from "./state.js";
import { states } from "./decided.js";

/** Steps of the shade: each is so much of the darkest cell, or more. */
const STEPS = [0.2, 0.45, 0.65, 0.9];

/**
 * What a cell can count.
 * @type {Record<string, { head: string, one: string, many: string, claims?: boolean }>}
 */
const MEASURES = {
  twice: { head: "Minutes claimed twice", one: "minute claimed twice", many: "minutes claimed twice" },
  over: { head: "Units over", one: "unit over", many: "units over", claims: true },
  open: { head: "Open findings", one: "open finding", many: "open findings" },
};

const chosen = { measure: "twice", by: "site" };

/** The names of the rows: what is shown, and the filter it leads to. */
function rows() {
  const month = /** @type {Month} */ (state.data.month);
  if (chosen.by === "site")
    return month.sites.map(({ clinic }) => ({ name: clinic || "No site", small: "", filters: { clinic } }));
  return month.therapists.map(({ provider }) => ({
    name: providerName(provider),
    small: roleOf(provider),
    filters: { provider },
  }));
}

/** What each cell counts, by row and date. */
function counts() {
  const month = /** @type {Month} */ (state.data.month);
  const names = chosen.by === "site" ? month.sites.map((each) => each.clinic) : month.therapists.map((each) => each.provider);
  const grid = names.map(() => new Array(state.data.days.length).fill(0));
  if (chosen.measure === "open") {
    const places = new Map(names.map((name, i) => [name, i]));
    const decided = states();
    for (const each of state.data.work) {
      if (decided.has(each.id)) continue;
      for (const name of chosen.by === "site" ? [each.clinic] : each.providers) {
        const place = places.get(name);
        if (place !== undefined) grid[place][each.day] += 1;
      }
    }
    return grid;
  }
  const cells = chosen.by === "site" ? month.by_site : month.by_therapist;
  for (const [day, who, twice, over] of cells) grid[who][day] = chosen.measure === "twice" ? twice / 60 : over;
  return grid;
}

/** @param {number} count @param {number} most */
const shade = (count, most) => (count ? 1 + STEPS.filter((step) => count >= step * most).length : 0);
/** @param {number} count */
const whole = (count) => Math.floor(count).toLocaleString("en-US");

/** Draw the calendar into its card. */
export function calendar() {
  const month = /** @type {Month} */ (state.data.month);
  if (MEASURES[chosen.measure].claims && !month.claim) chosen.measure = "twice";
  const table = make("table", { classes: "calendar", id: "calendar", tabindex: "-1" });
  fillTable(table);
  /** @param {"measure" | "by"} name @param {string} label @param {[string, string][]} choices */
  const segments = (name, label, choices) => {
    const ids = Object.fromEntries(choices.map(([key]) => [key, `calendar-${key}`]));
    const choose = (/** @type {string} */ key) => {
      chosen[name] = key;
      press(ids, key);
      fillTable(table);
    };
    const buttons = choices.map(([key, text]) =>
      make("button", {
        type: "button",
        id: ids[key],
        "aria-pressed": String(chosen[name] === key),
        text,
        on: { click: () => choose(key) },
      }),
    );
    return make("div", { classes: "segments small", role: "group", "aria-label": label }, ...buttons);
  };
  const measures = Object.entries(MEASURES)
    .filter(([, { claims }]) => month.claim || !claims)
    .map(([key, { head }]) => /** @type {[string, string]} */ ([key, head]));
  return make(
    "section",
    { classes: "card calendar-card", "aria-labelledby": "calendar-title" },
    make(
      "div",
      { classes: "bar" },
      make("h3", { id: "calendar-title", text: "Where and when" }),
      segments("measure", "What the calendar counts", measures),
      segments("by", "Rows of the calendar", [
        ["site", "By site"],
        ["therapist", "By therapist"],
      ]),
    ),
    make("div", { classes: "calendar-box", tabindex: "0", role: "region", "aria-label": "Calendar" }, table),
    make("p", { classes: "calendar-key quiet-text" }, ...legend()),
  );
}

/** What the shades mean, and what a cell does. */
function legend() {
  const shades = [1, 2, 3, 4, 5].map((step) => make("i", { "data-shade": String(step), "aria-hidden": "true" }));
  const keys = make("span", { classes: "by-keys", text: " Arrow keys move." });
  return [make("span", { classes: "scale" }, "Less ", ...shades, " more."), " Choose a cell to open that day.", keys];
}

/** @param {HTMLTableElement} table */
function fillTable(table) {
  const { days } = state.data;
  const measure = MEASURES[chosen.measure];
  const grid = counts();
  const booked = new Set(state.data.month?.booked);
  // What is only booked would make every recorded day look light.
  const recorded = grid.flatMap((row) => row.filter((_, day) => !booked.has(day)));
  const most = Math.max(1, ...(recorded.some(Boolean) ? recorded : grid.flat()));
  const body = rows().map(({ name, small, filters }, i) => {
    const cells = grid[i].map((count, day) =>
      make("td", { classes: booked.has(day) ? "booked" : "" }, count ? cell(count, shade(count, most), { name, date: days[day].date, filters }) : null),
    );
    const total = grid[i].reduce((sum, each) => sum + each, 0);
    const heading = make("th", { scope: "row" }, make("span", { text: name }), small ? make("small", { text: small }) : "");
    return make("tr", {}, heading, ...cells, make("td", { classes: "sum", text: whole(total) }));
  });
  const heads = days.map(({ date }, i) => {
    const { weekday, day, month: name } = parts(date);
    const first = i === 0 || parts(days[i - 1].date).month !== name;
    const week = i > 0 && weekday === "Mon";
    return make(
      "th",
      { scope: "col", classes: week ? "week" : "" },
      make("small", { text: first ? name : weekday.charAt(0) }),
      make("span", { text: String(day) }),
    );
  });
  table.replaceChildren(
    make("caption", { classes: "sr", text: `${measure.head} by ${chosen.by} and day` }),
    make("thead", {}, make("tr", {}, make("td"), ...heads, make("th", { scope: "col", classes: "sum", text: "Sum" }))),
    make("tbody", {}, ...body),
  );
  const first = table.querySelector("button");
  if (first) first.tabIndex = 0;
}

/**
 * @param {number} count
 * @param {number} step
 * @param {{ name: string, date: string, filters: Record<string, string> }} where
 */
function cell(count, step, { name, date, filters }) {
  const measure = MEASURES[chosen.measure];
  return make("button", {
    type: "button",
    tabindex: "-1",
    "data-shade": String(step),
    text: whole(count),
    "aria-label": `${name}, ${shortDate(date)}: ${plural(Math.floor(count), measure.one, measure.many)}`,
    on: { click: () => emit("open-day", date, { filters }), keydown: move },
  });
}

/**
 * Move among the cells by arrows, as in a sheet.
 * @param {KeyboardEvent} event
 */
function move(event) {
  const by = own({ ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }, event.key);
  if (!by || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
  let at = /** @type {HTMLTableCellElement | null} */ (button.parentElement);
  let row = /** @type {HTMLTableRowElement | null} */ (at?.parentElement);
  while (at && row) {
    const body = /** @type {HTMLTableSectionElement} */ (row.parentElement);
    row = body.rows[row.sectionRowIndex + by[0]] ?? null;
    at = row?.cells[at.cellIndex + by[1]] ?? null;
    const next = at?.querySelector("button");
    if (!next) continue;
    button.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    return;
  }
}
