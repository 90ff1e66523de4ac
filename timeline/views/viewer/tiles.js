// The key figures of what is shown of a day.

import { $, badge, make, minutesOf, own, plural } from "./base.js";
import { filter, filtering, setFilter, SEVERITIES } from "./filters.js";
import { providerName, state } from "./state.js";

/**
 * @template Each
 * @param {Each[]} list
 * @param {(each: Each) => number} of
 */
const sum = (list, of) => list.reduce((total, each) => total + of(each), 0);

/**
 * A visit's seconds in some state; with a provider chosen, that provider's part of them.
 * @param {Visit} visit
 * @param {string} name
 */
function secondsIn(visit, name) {
  const seconds = filter.provider ? own(visit.by_provider, filter.provider) : visit.seconds;
  return (seconds && seconds[name]) || 0;
}

/**
 * Timed units of a visit that depend on contested minutes; with a provider chosen, those its own contests cost.
 * @param {Visit} visit
 */
export function exposureOf(visit) {
  return filter.provider ? own(visit.exposure_by_provider, filter.provider) || 0 : visit.exposure;
}

/** @param {number} count */
const written = (count) => count.toLocaleString("en-US");

/** @param {string} label @param {string} value @param {string} told @param {string} [extra] */
function tile(label, value, told, extra) {
  return make(
    "div",
    { classes: `tile ${extra || ""}` },
    make("h2", { text: label }),
    make("p", { classes: "figure", text: value }),
    make("p", { classes: "tile-told", text: told }),
  );
}

/** Clock seconds in which providers are claimed twice, where the filters leave a row that claims them. */
function claimedTwice() {
  let seconds = 0;
  for (const { spans } of state.day.provider_instants) {
    const twice = spans.filter(([, , doing, , , , rows]) => doing === "contested" && rows.some((row) => state.shown.rows.has(row)));
    seconds += sum(twice, ([start, end]) => end - start);
  }
  return seconds;
}

/** Units claimed beyond what the minutes support, and what was claimed of what; nothing where no claim is known. */
function claimTile() {
  const { claims } = state.day;
  if (!claims.length) return [];
  // A claim of somebody whom the schedule does not have belongs to the day as a whole.
  const shown = claims.filter(({ visit }) => (visit === null ? !filtering() : state.shown.visits.has(visit)));
  const [over, under] = [1, -1].map((sign) => sum(shown, ({ billed, supported }) => Math.max(0, sign * (billed - supported))));
  // A claim does not say whose part of a visit it is for.
  const whole = filter.provider ? ", whole visits" : "";
  const [billed, supported] = [sum(shown, (each) => each.billed), sum(shown, (each) => each.supported)].map(written);
  const told = `${billed} billed, ${supported} supported${whole}`;
  const figure = [over ? `+${written(over)}` : "", under ? `−${written(under)}` : ""].filter(Boolean).join(" ") || "0";
  return [tile(under ? "Units over and under" : "Units over", figure, told, over ? "warn claim" : "claim")];
}

export function drawTiles() {
  const visits = [...state.shown.visits].map((i) => state.day.visits[i]);
  const findings = [...state.shown.findings].map((i) => state.day.findings[i]);
  const part = filter.provider ? `with ${providerName(filter.provider)}` : "";
  const one = sum(visits, (visit) => secondsIn(visit, "one_on_one"));
  const uncredited = sum(visits, (visit) => secondsIn(visit, "contested"));
  const twice = claimedTwice();
  const patients = new Set(visits.map((visit) => visit.patient)).size;
  const exposed = visits.filter((visit) => exposureOf(visit) > 0);
  const severities = SEVERITIES.map((severity) => {
    const count = findings.filter((each) => each.severity === severity).length;
    const chosen = filter.severity === severity;
    return make(
      "button",
      {
        type: "button",
        classes: "severity-count",
        "aria-pressed": String(chosen),
        on: { click: () => setFilter("severity", chosen ? "" : severity) },
      },
      make("span", { classes: "figure", text: written(count) }),
      badge(severity),
    );
  });
  $("tiles").classList.toggle("claimed", state.day.claims.length > 0);
  $("tiles").replaceChildren(
    tile("Visits", written(visits.length), plural(patients, "patient")),
    tile("One-on-one minutes", minutesOf(one), part || "with one patient at a time"),
    tile(
      "Provider minutes claimed twice",
      minutesOf(twice),
      `${plural(Math.floor(uncredited / 60), "patient minute")} not credited${part ? ` ${part}` : ""}`,
      twice || uncredited ? "warn" : "",
    ),
    tile(
      "Exposure",
      plural(
        sum(exposed, exposureOf),
        "unit",
      ),
      exposed.length
        ? `at risk in ${plural(exposed.length, "visit")}`
        : "no unit at risk",
      exposed.length ? "warn" : "",
    ),
    ...claimTile(),
    make(
      "div",
      { classes: "tile wide" },
      make("h2", { text: "Findings" }),
      make("div", { classes: "severity-counts" }, ...severities),
    ),
  );
}
