// What was decided of findings, whoever keeps the log: the server, or the file that the page is.

import { state } from "./state.js";

/** The states a finding can have, in the order in which a reviewer meets them. */
export const STATES = /** @type {const} */ (["open", "accepted", "corrected", "dismissed"]);

/** @returns {readonly { finding: string, decision: string, reason: string, initials: string, time: string }[]} */
const known = () => state.decisions ?? state.data.decided?.decisions ?? [];

/** Whether anybody keeps a log: without one nothing is decided, and nothing is said about it. */
export const logKept = () => Boolean(state.decisions ?? state.data.decided);

/** The last decision on each finding, by its id. */
export const decisions = () => new Map(known().map((each) => [each.finding, each]));

/** The state of each finding that is not open, by its id. */
export const states = () =>
  new Map(known().map((each) => [each.finding, /** @type {StateName} */ (each.decision)]));
