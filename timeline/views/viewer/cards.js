// Who is with whom at an instant: a card for each provider, or for each visit.

import { $, capital, fill, make, plural, spanAt, spoken, swatch } from "./base.js";
import { minutesSoFar } from "./credit.js";
import { filter, filtering } from "./filters.js";
import { homeOf } from "./load.js";
import { clockText, patientName, providerName, roleOf, state } from "./state.js";

/** @type {Record<string, string>} */
const DOING = { one_on_one: "One-on-one", group: "Group", contested: "Contested", busy: "Busy", idle: "Free" };
/** @type {Record<string, string>} */
const STATE_LOOK = { other_discipline: "one_on_one", waiting: "rest", away: "rest" };

/** @type {Card[]} */
let cards = [];

/** Everybody there is at the instant, in a sentence. */
export function summary() {
  let busy = 0;
  let contested = 0;
  let present = 0;
  for (const each of state.day.provider_instants) {
    const at = spanAt(each.spans, state.instant);
    if (at < 0) continue;
    present += 1;
    if (each.spans[at][2] === "contested") contested += 1;
    if (each.spans[at][2] !== "idle") busy += 1;
  }
  if (!present) return "No one is on site.";
  return `${busy} of ${plural(present, "provider")} occupied${contested ? `, ${contested} claimed twice` : ""}.`;
}

/** Make one empty card per provider or per visit, in the order of the chart. */
function makeCards() {
  const { day, now } = state;
  const order = new Map(day.views[now].keys.map((key, i) => [key, i]));
  /** @type {Card[]} */
  const made =
    now === "provider"
      ? day.provider_instants.map((entry) =>
          card(entry.provider, entry.spans, (element, at) => providerCard(element, entry, at)),
        )
      : day.patient_instants.map((entry) =>
          card(entry.patient, entry.spans, (element, at) => patientCard(element, entry, at)),
        );
  cards = made.sort((a, b) => (order.get(a.key) ?? 1e9) - (order.get(b.key) ?? 1e9));
  $("cards").replaceChildren(...cards.map(({ element }) => element));
}

/**
 * @param {string} key
 * @param {(ProviderSpan | PatientSpan)[]} spans
 * @param {(element: HTMLElement, at: number) => void} build
 * @returns {Card}
 */
const card = (key, spans, build) => ({
  key,
  spans,
  build,
  at: -2,
  element: make("li", { classes: "person", hidden: true, "data-key": key }),
});

/** Have new cards made when they are drawn next. */
export function forgetCards() {
  cards = [];
}

export const hasCards = () => cards.length > 0;

/**
 * Bring the cards to the instant; a card in which nothing changes is left alone.
 * @param {boolean} anew
 */
export function drawCards(anew) {
  if (anew || !cards.length) makeCards();
  let shown = 0;
  for (const each of cards) {
    const at = spanAt(each.spans, state.instant);
    if (at !== each.at) {
      each.at = at;
      const told = at >= 0 && answers(each.key, each.spans[at][6]);
      each.element.hidden = !told;
      if (told) each.build(each.element, at);
    }
    if (!each.element.hidden) shown += 1;
  }
  const there = cards.filter((each) => each.at >= 0).length;
  $("cards-empty").hidden = shown > 0;
  $("cards-hidden").hidden = !shown || there === shown;
  const one = state.now === "provider" ? "provider" : "visit";
  $("cards-hidden").textContent = `${plural(there - shown, `more ${one}`)} at ${clockText(state.instant)}; the filters hide ${there - shown === 1 ? "it" : "them"}.`;
  tellSoFar();
  if (shown) return;
  const clock = clockText(state.instant);
  const nobody = state.now === "provider" ? "No provider is on site" : "No visit is under way";
  $("cards-empty").textContent = there
    ? `${plural(there, one)} at ${clock}, none of whom the filters show.`
    : `${nobody} at ${clock}. Move the slider, or choose a finding.`;
}

/** Say on every card how many one-on-one minutes its patients have by now. */
function tellSoFar() {
  for (const told of /** @type {NodeListOf<HTMLElement>} */ ($("cards").querySelectorAll("li:not([hidden]) .so-far"))) {
    const text = `${minutesSoFar(told.dataset.patient || "", state.instant)} min one-on-one so far`;
    if (told.textContent !== text) told.textContent = text;
  }
}

/**
 * Whether the filters leave a card.
 * @param {string} key
 * @param {number[]} rows
 */
function answers(key, rows) {
  if (!filtering()) return true;
  if (rows.some((row) => state.shown.rows.has(row))) return true;
  return state.now === "provider" && filter.provider === key;
}

/** @param {string} name @param {string} tag @param {string} chip @param {string} drawn */
function heading(name, tag, chip, drawn) {
  return make(
    "div",
    { classes: "person-head" },
    make("h3", {}, name, " ", tag ? make("small", { text: tag }) : null),
    make("span", { classes: `chip ${chip === "Contested" ? "warn" : ""}` }, drawn ? swatch(drawn) : null, chip),
  );
}

/**
 * A recorded row on a card: who or what, and since when until when.
 * @param {Row} row
 * @param {string} title
 * @param {string} extra
 */
function openRow(row, title, extra) {
  const patient = row.kind === "service" && row.drawn !== "busy" ? row.patient : "";
  return make(
    "li",
    {},
    swatch(row.drawn),
    make(
      "div",
      {},
      make("p", { classes: "open-who", text: title }),
      make("p", {
        classes: "open-what",
        text: [row.code || row.what.split(" · ").at(-1), row.when.split(" · ")[0], extra].filter(Boolean).join(" · "),
      }),
      patient ? make("p", { classes: "so-far", "data-patient": patient }) : null,
    ),
  );
}

/**
 * A provider on a card: where there are several sites, the site tells apart those who share a name, and not the id.
 * @param {string} key
 * @returns {[string, string]}
 */
function named(key) {
  const { clinics } = state.day;
  const [name, role] = [providerName(key), roleOf(key)];
  if (clinics.length < 2) return [name, role];
  const site = homeOf(state.day, key) ?? 0;
  const short = name.replace(` (${key})`, "");
  const twin = state.day.provider_instants.some((each) => each.provider !== key && homeOf(state.day, each.provider) === site && providerName(each.provider) === `${short} (${each.provider})`);
  return [twin ? name : short, [role, capital(clinics[site])].filter(Boolean).join(" · ")];
}

/** @param {HTMLElement} element @param {ProviderInstants} entry @param {number} at */
function providerCard(element, entry, at) {
  const [, , doing, , engaged, patients, rows] = entry.spans[at];
  const recorded = rows.map((number) => state.day.rows[number]);
  const contested = doing === "contested";
  element.className = `person ${contested ? "contested" : ""}`;
  Object.assign(element.dataset, { doing, engaged: engaged.join("|"), patients: patients.join("|") });
  /** @param {Row} row */
  const counts = (row) => [row.patient, row.group].some((label) => label && engaged.includes(label));
  const listed = recorded.map((row) => {
    const title = row.patient
      ? patientName(row.patient)
      : row.kind === "away"
        ? "Away from patients"
        : providerName(row.provider);
    return openRow(row, title, contested && row.patient ? (counts(row) ? "counts" : "does not count") : "");
  });
  const kept = engaged.map(patientName).join(", ");
  fill(
    element,
    heading(...named(entry.provider), DOING[doing], ""),
    contested
      ? make("p", {
          classes: "person-note",
          text: `Claimed twice. Contest rule ${state.data.contest}: ${kept ? `counts for ${kept}` : "counts for nobody"}.`,
        })
      : null,
    // Who is free has nobody, which is said already.
    listed.length ? make("ul", { classes: "open-rows" }, ...listed) : null,
  );
}

/** @param {HTMLElement} element @param {PatientInstants} entry @param {number} at */
function patientCard(element, entry, at) {
  const [, , doing, provider, credited, beside, rows] = entry.spans[at];
  element.className = `person ${doing === "contested" ? "contested" : ""}`;
  Object.assign(element.dataset, { state: doing, provider, beside: beside.join("|") });
  const row = credited === null ? null : state.day.rows[credited];
  const also = beside.map(providerName).join(", ");
  const listed = rows
    .map((number) => state.day.rows[number])
    .map((each) =>
      openRow(each, each.provider ? providerName(each.provider) : state.data.nobody, each === row ? "counts" : ""),
    );
  fill(
    element,
    heading(patientName(entry.patient), entry.discipline, capital(spoken(doing)), STATE_LOOK[doing] || doing),
    make("p", {
      classes: "person-note",
      text: [
        row ? `Credited to ${providerName(provider)}${row.code ? ` for ${row.code}` : ", without a code"}` : "",
        also ? `also attending: ${also}` : "",
      ]
        .filter(Boolean)
        .join("; "),
    }),
    listed.length
      ? make("ul", { classes: "open-rows" }, ...listed)
      : make("p", { classes: "open-what", text: "Nothing recorded" }),
  );
}
