// The address of what is shown: view, zoom, filters, finding, span and instant; people stand in it by their place in a list.

import { $, press } from "./base.js";
import { bounds, chart, zoom } from "./chart.js";
import { emit } from "./events.js";
import { choices, filter, filtering, setFilters } from "./filters.js";
import { clockText, planned, state } from "./state.js";

const waiting = { link: 0 };
/** Short names of what an address may hold, by filter. */
const FILTERS = { clinic: "s", provider: "p", patient: "q", payer: "y", severity: "x", rule: "r", decision: "c" };
/** Filters whose values say nothing of a person. */
const PLAIN = ["severity", "rule", "decision"];

/** The address of what is shown now; what is searched for may be a name, and stays out of it. */
function address() {
  const told = new URLSearchParams();
  if (state.data.days.length > 1) told.set("d", state.day.date);
  if (state.by === "patient") told.set("v", "patient");
  const [low, high] = bounds();
  if (chart.to - chart.from < (high - low) * 0.98) told.set("z", `${Math.round(chart.from)}-${Math.round(chart.to)}`);
  // Whoever follows the link sees the day as it is booked.
  if (state.chosen?.kind === "finding" && !planned()) told.set("f", state.day.findings[state.chosen.number].id);
  for (const [name, short] of Object.entries(FILTERS)) {
    const value = filter[/** @type {keyof typeof FILTERS} */ (name)];
    if (!value) continue;
    told.set(short, PLAIN.includes(name) ? value : String(choices(/** @type {any} */ (name)).indexOf(value)));
  }
  const rest = told.toString();
  return `#t=${clockText(state.instant)}${rest ? `&${rest}` : ""}`;
}

/** Put what is shown into the page's address, once it has come to rest. */
export function linkInstant() {
  if (state.playing || !state.day || $("content").hidden) return;
  clearTimeout(waiting.link);
  waiting.link = setTimeout(() => {
    if (!state.day || $("content").hidden) return;
    const written = address();
    $("instant-link").setAttribute("href", written);
    try {
      history.replaceState(null, "", written);
    } catch {
      // A page inside another one may not change its address; the link still works.
    }
  }, 250);
}

/** Leave the page's address alone. */
export function stopLinking() {
  clearTimeout(waiting.link);
}

/**
 * Show what an address asks for of the day: rows, filters, a finding and the part of the day.
 * @param {URLSearchParams} asked
 */
export function followAddress(asked) {
  const by = asked.get("v") === "patient" ? "patient" : "provider";
  if (state.by !== by) {
    state.by = by;
    press({ provider: "by-provider", patient: "by-patient" }, by);
  }
  /** @type {Record<string, string>} */
  const wanted = {};
  for (const [name, short] of Object.entries(FILTERS)) {
    const given = asked.get(short);
    if (given === null) continue;
    const known = choices(/** @type {any} */ (name));
    wanted[name] = (PLAIN.includes(name) ? known.find((each) => each === given) : known[Number(given)]) ?? "";
  }
  if (Object.keys(wanted).length || filtering() || asked.has("v")) setFilters(wanted);
  const finding = state.day.findings.findIndex((each) => each.id === asked.get("f"));
  if (finding >= 0) emit("proof", "finding", finding);
  const ends = /^(\d+)-(\d+)$/.exec(asked.get("z") || "");
  if (ends) zoom(Number(ends[1]), Number(ends[2]));
}
