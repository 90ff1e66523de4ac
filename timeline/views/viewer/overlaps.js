// Where somebody is claimed twice: one mark through the row for each span, the worst of the day among them.

import { state, wall } from "./state.js";

/**
 * The overlaps of the rows drawn, of a provider or of a patient.
 * @param {SceneRow[]} rows
 * @returns {Overlap[]}
 */
export function overlapsOf(rows) {
  const spans = state.by === "provider" ? ofProviders : ofPatients;
  const found = rows.flatMap((row, i) =>
    spans(row).map(([start, end]) => {
      const finding = findingAt(row.key, start, end);
      return {
        row: i,
        start,
        end,
        at: wall(start),
        until: wall(start) + (end - start),
        finding,
        units: finding < 0 ? 0 : state.day.findings[finding].units_at_risk,
        worst: false,
        cleared: false,
      };
    }),
  );
  const worst = [...found].sort((a, b) => b.units - a.units || b.end - b.start - (a.end - a.start) || a.start - b.start)[0];
  if (worst) worst.worst = true;
  return found;
}

/**
 * What of the overlaps as booked a plan ends, span by span.
 * @param {SceneRow[]} rows
 * @param {Overlap[]} left
 * @param {{ rows: SceneRow[], overlaps: Overlap[] }} before
 * @returns {Overlap[]}
 */
export function clearedOf(rows, left, before) {
  return before.overlaps.flatMap((each) => {
    const { key, site } = before.rows[each.row];
    const row = rows.findIndex((other) => other.key === key && other.site === site);
    /** @type {[number, number][]} */
    let gone = [[each.start, each.end]];
    for (const { start, end } of left.filter((other) => other.row === row))
      gone = gone.flatMap(([from, to]) => /** @type {[number, number][]} */ ([[from, Math.min(to, start)], [Math.max(from, end), to]].filter(([a, b]) => a < b)));
    return gone.map(([start, end]) => ({ ...each, row, start, end, at: wall(start), until: wall(start) + (end - start), finding: -1, units: 0, worst: false, cleared: true }));
  });
}

/**
 * The spans in which a provider is claimed twice: as the tables have them, where the filters leave one of the claims.
 * @param {SceneRow} row
 * @returns {[number, number][]}
 */
function ofProviders({ key, envelopes, blocks }) {
  const drawn = new Set([...envelopes.flatMap((each) => each.parts), ...blocks]);
  return joined(
    state.day.provider_instants
      .filter((each) => each.provider === key)
      .flatMap(({ spans }) => spans.filter(([, , doing, , , , rows]) => doing === "contested" && rows.some((number) => drawn.has(number))))
      .map(([start, end]) => [start, end]),
  );
}

/**
 * The spans of a patient whose provider is claimed by somebody else as well.
 * @param {SceneRow} row
 * @returns {[number, number][]}
 */
function ofPatients({ envelopes }) {
  const drawn = new Set(envelopes.flatMap((each) => each.parts));
  return joined(
    state.day.contests
      .filter((each) => drawn.has(each.row))
      .map((each) => {
        const row = state.day.rows[each.row];
        const start = row.start + each.at - row.at;
        return [start, start + each.length];
      }),
  );
}

/**
 * Join spans that touch.
 * @param {[number, number][]} spans
 */
function joined(spans) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    const last = runs.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else runs.push([start, end]);
  }
  return runs;
}

/**
 * The finding that tells of an overlap, by number, or -1.
 * @param {string} key
 * @param {number} start
 * @param {number} end
 */
function findingAt(key, start, end) {
  const people = state.by === "provider" ? "providers" : "patients";
  return state.day.findings.findIndex(
    (each) => each.rule.startsWith("overlap.") && each[people].includes(key) && each.start < end && each.end > start,
  );
}
