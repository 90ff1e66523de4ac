// What stands where on the chart, before it is drawn: sites, rows of people, and on each row the visits as envelopes.

import { filter, filtering, selected } from "./filters.js";
import { loadOf } from "./load.js";
import { shortNames } from "./names.js";
import { clearedOf, overlapsOf } from "./overlaps.js";
import { patientName, planned, providerName, state, visitsOf } from "./state.js";

const JOINED = 10 * 60; // seconds: parts of one visit that stand closer are one envelope
const LANE = [26, 48]; // pixels of one lane: least, and most where there is room
const NARROW = 34; // and the most on a narrow screen
export const LOW = 16; // pixels of a lane of unattended time
const SITE = 26; // pixels of a site's heading
export const HEAD = 18; // pixels of a row's name where it stands above the row
const FLAGS = 15; // pixels above the lanes of a row with overlaps, for what the overlaps say
const FOOT = 13; // pixels below them: bookings of the last lane, and the load

/**
 * The scene that is drawn now.
 * @type {Scene}
 */
export const scene = { rows: [], sites: [], envelopes: [], blocks: [], brackets: [], overlaps: [], before: [], height: 0, lane: LANE[0] };

/**
 * Lay out what the filters leave.
 * @param {Frame} frame
 */
export function layOut(frame) {
  const { above, room } = frame;
  scene.rows = places().map(rowOf);
  const before = planned() ? asBooked() : { rows: [], overlaps: [] };
  scene.before = before.rows;
  if (planned()) keepStill();
  scene.envelopes = scene.rows.flatMap((row, i) => row.envelopes.map((each) => Object.assign(each, { row: i })));
  const left = overlapsOf(scene.rows);
  scene.overlaps = state.hidden.has("contested") ? [] : [...left, ...clearedOf(scene.rows, left, before)];
  scene.brackets = state.hidden.has("booking") ? [] : bracketsOf();
  for (const each of scene.overlaps) {
    scene.rows[each.row].flagged = true;
    if (!each.cleared) scene.rows[each.row].marks.push(each);
  }
  const fixed = levels(frame, 0);
  const lanes = scene.rows.reduce((total, row) => total + (row.low ? 0 : row.lanes), 0);
  scene.lane = Math.min(above ? NARROW : LANE[1], Math.max(LANE[0], Math.floor((room - fixed) / (lanes || 1))));
  scene.height = levels(frame, scene.lane);
}

/** The rows as booked, of which a plan is shown, and where somebody is claimed twice on them. */
function asBooked() {
  const { day, visitOf, shown } = state;
  Object.assign(state, { day: state.booked, visitOf: visitsOf(state.booked) });
  state.shown = selected();
  const rows = places().map(rowOf);
  const overlaps = overlapsOf(rows);
  Object.assign(state, { day, visitOf, shown });
  return { rows, overlaps };
}

/** Have everybody's row where it stands as booked, and as high: the chart does not jump while plans are compared. */
function keepStill() {
  /** @param {SceneRow} row */
  const before = ({ key, site }) => scene.before.findIndex((each) => each.key === key && each.site === site);
  for (const row of scene.rows) {
    const booked = scene.before[before(row)];
    if (booked) row.lanes = Math.max(row.lanes, booked.lanes);
  }
  const there = new Set(scene.rows.map(before));
  scene.rows.push(...scene.before.filter((_, i) => !there.has(i)).map((row) => ({ ...row, shifts: [], blocks: [], envelopes: [], marks: [], load: [] })));
  /** @param {SceneRow} row */
  const rank = (row) => (before(row) < 0 ? Infinity : before(row));
  scene.rows.sort((a, b) => a.site - b.site || (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b))));
}

/**
 * Who has a row, in order: site by site where there are several, and the numbers of the rows drawn on it.
 * @returns {{ key: string, site: number, numbers: number[] }[]}
 */
function places() {
  const view = state.day.views[state.by];
  /** @type {Map<string, { key: string, site: number, at: number, numbers: number[] }>} */
  const found = new Map();
  view.bars.forEach((stand, number) => {
    if (stand === null || !state.shown.rows.has(number)) return;
    const site = state.day.rows[number].site ?? 0;
    const id = `${site} ${stand}`;
    const place = found.get(id) || { key: view.keys[stand], site, at: stand, numbers: [] };
    place.numbers.push(number);
    found.set(id, place);
  });
  /** @param {number} number */
  const seen = (number) => !state.day.rows[number].thin && state.day.rows[number].drawn !== "shift";
  return [...found.values()]
    .filter(
      // With a filter on, somebody who is merely on site is no answer to it, unless asked for.
      ({ key, numbers }) => numbers.some((number) => state.day.rows[number].drawn !== "shift") || !filtering() || filter.provider === key,
    )
    .filter(({ key, numbers }) => key || numbers.some(seen))
    .sort((a, b) => a.site - b.site || a.at - b.at);
}

/**
 * A row: its shifts, its blocks without a patient, and its envelopes on lanes.
 * @param {{ key: string, site: number, numbers: number[] }} place
 * @returns {SceneRow}
 */
function rowOf({ key, site, numbers }) {
  const { rows } = state.day;
  /** @param {number} number */
  const visible = (number) => !state.hidden.has(rows[number].drawn);
  const shifts = numbers.filter((number) => rows[number].drawn === "shift");
  const blocks = numbers.filter((number) => !rows[number].patient && !shifts.includes(number) && visible(number));
  const parts = numbers.filter((number) => rows[number].patient && !rows[number].thin && visible(number));
  const envelopes = [...enveloped(parts), ...missed(key, site)];
  const lanes = pack(envelopes);
  // A name behind its visit ends where somebody is away.
  for (const each of envelopes) each.next = Math.min(each.next, ...blocks.map((number) => rows[number].at).filter((at) => at >= each.until));
  // Unattended time is nobody's work: it keeps a low lane.
  const load = state.by === "provider" && key ? loadOf(key, state.day) : [];
  return { key, site, shifts, blocks, envelopes, lanes: Math.max(1, lanes), low: !key, flagged: false, marks: [], load, top: 0, bottom: 0, first: 0 };
}

/**
 * Join the parts of a visit that follow each other on a row.
 * @param {number[]} parts
 * @returns {Envelope[]}
 */
function enveloped(parts) {
  const { rows } = state.day;
  const other = state.by === "provider" ? "patient" : "provider";
  const sorted = [...parts].sort((a, b) => rows[a].at - rows[b].at || rows[b].length - rows[a].length);
  /** @type {Envelope[]} */
  const made = [];
  /** @type {Map<string, Envelope>} */
  const last = new Map();
  for (const number of sorted) {
    const row = rows[number];
    const person = row[other] || "";
    const id = `${state.visitOf[number]} ${person}`;
    const before = last.get(id);
    const until = row.at + row.length;
    // A visit that somebody else's stands in the middle of is two envelopes.
    if (before && row.at - before.until <= JOINED && !made.some((each) => each !== before && each.at < row.at && each.until > before.until)) {
      before.until = Math.max(before.until, until);
      before.parts.push(number);
      continue;
    }
    const each = { visit: state.visitOf[number], person, row: -1, at: row.at, until, parts: [number], hollow: "", next: Infinity, lane: 0, top: 0, height: 0, names: [] };
    made.push(each);
    last.set(id, each);
  }
  return made;
}

/**
 * The bookings of a provider that nobody came for, as hollow envelopes.
 * @param {string} key
 * @param {number} site
 * @returns {Envelope[]}
 */
function missed(key, site) {
  if (state.by !== "provider" || state.hidden.has("booking")) return [];
  return state.day.bookings
    .filter(
      (each) =>
        each.provider === key &&
        !each.rows.length &&
        each.state !== "open" &&
        (each.row === null
          ? !filtering() || filter.provider === key || filter.patient === each.patient
          : state.shown.rows.has(each.row) && (state.day.rows[each.row].site ?? 0) === site),
    )
    .map((each) => ({
      visit: undefined,
      person: each.patient,
      row: -1,
      at: each.start,
      until: each.end,
      parts: each.row === null ? [] : [each.row],
      hollow: each.state,
      next: Infinity,
      lane: 0,
      top: 0,
      height: 0,
      names: [],
    }));
}

/**
 * Give every envelope the first lane that is free; gives the number of lanes.
 * @param {Envelope[]} envelopes
 */
function pack(envelopes) {
  /** @type {number[]} */
  const free = [];
  const sorted = [...envelopes].sort((a, b) => Number(Boolean(a.hollow)) - Number(Boolean(b.hollow)) || a.at - b.at || b.until - a.until);
  /** @type {Envelope[][]} */
  const lanes = [];
  for (const each of sorted) {
    let lane = free.findIndex((until) => until <= each.at);
    // What was missed stands in the gaps that it left.
    if (each.hollow) lane = lanes.findIndex((all) => all.every((one) => one.until <= each.at || one.at >= each.until));
    if (lane < 0) lane = lanes.length;
    each.lane = lane;
    free[lane] = Math.max(free[lane] ?? 0, each.until);
    (lanes[lane] ||= []).push(each);
  }
  for (const all of lanes) {
    all.sort((a, b) => a.at - b.at);
    all.forEach((each, i) => (each.next = all[i + 1]?.at ?? Infinity));
  }
  return lanes.length;
}

/** The bookings whose visit is drawn, tied to its envelope: one bracket each. */
function bracketsOf() {
  /** @type {Bracket[]} */
  const made = [];
  if (state.by !== "provider") return made;
  /** @type {Map<number, Envelope>} */
  const holds = new Map();
  for (const each of scene.envelopes) for (const part of each.parts) holds.set(part, each);
  /** @type {Map<string, number[]>} */
  const taken = new Map();
  for (const booking of state.day.bookings) {
    const found = booking.rows.flatMap((row) => holds.get(row) ?? []);
    const own = found.find((each) => scene.rows[each.row].key === booking.provider) || found[0];
    if (!own) continue;
    const lane = `${own.row} ${own.lane}`;
    const ends = taken.get(lane) || [];
    let level = ends.findIndex((end) => end <= booking.start);
    if (level < 0) level = ends.length;
    ends[level] = Math.max(booking.end, booking.came[1] || 0);
    taken.set(lane, ends);
    made.push({ booking, envelope: own, level: level % 2 });
  }
  return made;
}

/**
 * Set the tops of everything, with lanes so many pixels high; gives the height of it all.
 * @param {Frame} frame
 * @param {number} lane
 */
function levels({ above, named }, lane) {
  let y = 0;
  scene.sites = [];
  const several = state.day.clinics.length > 1;
  scene.rows.forEach((row, i) => {
    if (several && (i === 0 || scene.rows[i - 1].site !== row.site)) {
      scene.sites.push({ site: row.site, top: y });
      y += SITE;
    }
    row.top = y;
    row.first = y + (above ? HEAD : 0) + (row.flagged ? FLAGS : 5);
    const own = row.low ? LOW : lane;
    for (const each of row.envelopes) {
      each.top = row.first + each.lane * own;
      each.height = row.low ? own - 2 : own - 6;
    }
    // Beside its lanes a row has room for a name.
    y = Math.max(row.first + row.lanes * own + (row.low ? 3 : FOOT - 6), row.top + (above || row.low ? 0 : named(row.key)));
    row.bottom = y;
  });
  return y;
}

/** Give every envelope the names that may stand on it: whom its row does not name already. */
export function nameEnvelopes() {
  const nameOf = state.by === "provider" ? patientName : providerName;
  const names = shortNames(
    scene.envelopes.map((each) => each.person).filter(Boolean),
    nameOf,
  );
  const short = new Map(scene.sites.map(({ site }) => [site, withoutSite(site)]));
  for (const each of scene.envelopes) {
    const own = short.get(scene.rows[each.row].site)?.get(each.person);
    each.names = own ? [...(names.get(each.person) || []).filter((name) => name !== each.person), own] : names.get(each.person) || [];
  }
}

/**
 * Ids without the site's own beginning ("C1-"), which stands in the heading above: where most at the site share it, and
 * what is left is nobody else's there.
 * @param {number} site
 * @returns {Map<string, string>}
 */
function withoutSite(site) {
  const here = new Set(scene.envelopes.filter((each) => scene.rows[each.row].site === site && each.person).map((each) => each.person));
  /** @type {Map<string, string[]>} */
  const beginning = new Map();
  for (const id of here) {
    const start = /^[\p{L}\p{N}]+[-_./ ](?=.)/u.exec(id)?.[0];
    if (start) beginning.set(start, [...(beginning.get(start) ?? []), id]);
  }
  const [start, ids] = [...beginning].sort((a, b) => b[1].length - a[1].length)[0] ?? ["", []];
  if (ids.length < 3 || ids.length < here.size / 2) return new Map();
  return new Map(ids.map((id) => /** @type {[string, string]} */ ([id, id.slice(start.length)])).filter(([, rest]) => !here.has(rest)));
}
