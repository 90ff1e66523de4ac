// Which view the page shows: the month, the worklist, a day, or the trends; and the browser's way back to it.

import { $, press } from "./base.js";
import { emit } from "./events.js";
import { state } from "./state.js";

/** The part of the page each view is, and where its skip link leads. */
const VIEWS = /** @type {const} */ ({
  month: { part: "month", skip: "calendar", told: "Skip to the calendar" },
  work: { part: "work", skip: "work-list", told: "Skip to the list" },
  day: { part: "content", skip: "tables", told: "Skip to the findings" },
  trends: { part: "trends", skip: "trend-table", told: "Skip to the table" },
});

/** @type {{ shown: ViewName }} */
export const view = { shown: "day" };

/** @param {ViewName} name */
export const offered = (name) =>
  name === "day" || (name === "work" && state.data.work.length > 0) || Boolean(name !== "work" && state.data[name]);

/**
 * Show a view in the place of the one shown.
 * @param {ViewName} name
 */
export function show(name) {
  const before = view.shown;
  view.shown = name;
  for (const [each, { part }] of Object.entries(VIEWS)) $(part).hidden = each !== name;
  for (const each of /** @type {ViewName[]} */ (Object.keys(VIEWS))) $(`view-${each}`).hidden = !offered(each);
  $("views").hidden = !(["month", "work", "trends"].some((each) => offered(/** @type {ViewName} */ (each))));
  $("day-field").hidden = name !== "day" || state.data.days.length < 2;
  $("facts").hidden = name !== "day";
  press({ month: "view-month", work: "view-work", day: "view-day", trends: "view-trends" }, name);
  const skip = /** @type {HTMLElement} */ (document.querySelector(".skip"));
  skip.setAttribute("href", `#${VIEWS[name].skip}`);
  skip.textContent = VIEWS[name].told;
  emit("view", name, before);
}

/** Hide every view: something else takes the page. */
export function hideViews() {
  for (const { part } of Object.values(VIEWS)) $(part).hidden = true;
  $("views").hidden = $("day-field").hidden = true;
}

/**
 * Put an address where the browser's Back leads to what was shown before; it holds no name and no id.
 * @param {string} address
 */
export function remember(address) {
  emit("leaving");
  try {
    history.pushState(null, "", address);
  } catch {
    // A page inside another one may not change its address.
  }
}

export function startViews() {
  for (const name of /** @type {ViewName[]} */ (Object.keys(VIEWS))) {
    $(`view-${name}`).addEventListener("click", () => {
      if (view.shown === name) return;
      remember(name === "day" ? `#d=${(state.day ?? state.data.days[0]).date}` : `#v=${name}`);
      show(name);
    });
  }
}
