// The log of decisions that the server keeps, and how the page asks the server.

import { $, announce, capital, make, para, section } from "./base.js";
import { emit } from "./events.js";
import { planned, state } from "./state.js";

/** @type {Record<Decision["decision"], string>} */
export const DECISIONS = {
  accepted: "Accepted: the finding is right",
  corrected: "Corrected: the record or claim was fixed",
  dismissed: "Dismissed: the finding does not apply",
};
export const LOG_CHANGED =
  "The log was changed by something other than timeline and takes no more records. Start timeline serve with another --log file.";

/**
 * Ask the server; failures of the connection come back as status 0.
 * @param {string} path
 * @param {RequestInit & { headers?: Record<string, string> }} options
 * @returns {Promise<{ status: number, told: any }>}
 */
export async function ask(path, options = {}) {
  try {
    const answer = await fetch(path, {
      credentials: "same-origin",
      cache: "no-store",
      ...options,
      headers: { "X-Timeline": "1", ...options.headers },
    });
    const text = await answer.text();
    let told = null;
    try {
      told = text ? JSON.parse(text) : null;
    } catch {
      told = null;
    }
    return { status: answer.status, told };
  } catch {
    return { status: 0, told: null };
  }
}

/**
 * Why the server refused, by status.
 * @type {Record<number, string>}
 */
export const REFUSED = {
  0: "The server is not responding. Check that timeline serve is still running.",
  401: "The session has ended. Open the address that timeline serve printed again.",
  403: "The session has ended. Open the address that timeline serve printed again.",
  408: "The file took too long to arrive. Try again.",
  413: "The file is too large. Export one clinic and one day, or a few days.",
  415: "The file is of a kind that is not read.",
  429: "The server is busy. Try again in a moment.",
  503: "The server is busy. Try again in a moment.",
};

/** Learn what was decided so far. */
export async function readDecisions() {
  const { status, told } = await ask("/api/decisions");
  state.decisions = status === 200 && told && told.enabled ? told.decisions : null;
  state.logProblem = status === 200 && told && !told.enabled && (told.problems || []).length > 0;
}

/** Who decided last: one person decides many. */
const reviewer = { initials: "" };

/**
 * What reviewers decided on a finding, and the form to decide; nothing where no log is kept.
 * @param {Finding} finding
 */
export function decisionPart(finding) {
  if (state.logProblem) return section("Decision", para(LOG_CHANGED, "fault"));
  const kept = state.data.decided;
  if (planned()) return state.decisions || kept ? section("Decision", para("Nothing is decided on a plan.", "quiet-text")) : null;
  if (!state.decisions && !kept) return null;
  const told = (state.decisions || kept?.decisions || [])
    .filter((each) => each.finding === finding.id)
    .map((each) =>
      make(
        "li",
        {},
        make("b", { text: capital(each.decision) }),
        ` by ${each.initials}, ${String(each.time).slice(0, 16).replace("T", " ")} UTC: ${each.reason}`,
      ),
    );
  const list = told.length
    ? make("ul", { classes: "plain" }, ...told)
    : para("Nobody has decided yet.", "quiet-text");
  if (!state.decisions && kept)
    return section("Decision", list, para(`Log: ${kept.count} records, last hash ${kept.head}`, "quiet-text hash"));
  const choices = Object.entries(DECISIONS).map(([value, text]) =>
    make(
      "label",
      { classes: "check" },
      make("input", { type: "radio", name: "decision", value, required: true }),
      text,
    ),
  );
  const form = make(
    "form",
    { classes: "decision" },
    make("fieldset", {}, make("legend", { classes: "sr", text: "Decision" }), ...choices),
    make(
      "label",
      { classes: "field" },
      make("span", { text: "Reason (no names)" }),
      make("textarea", { name: "reason", rows: "2", required: true, maxlength: "500" }),
    ),
    make(
      "div",
      { classes: "decision-end" },
      make(
        "label",
        { classes: "field" },
        make("span", { text: "Initials" }),
        make("input", { name: "initials", required: true, maxlength: "8", autocomplete: "off", value: reviewer.initials }),
      ),
      make("button", { type: "submit", classes: "primary", text: "Record" }),
    ),
    make("p", { classes: "fault", role: "alert" }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    record(finding, form);
  });
  return section("Decision", list, form);
}

/** @param {Finding} finding @param {HTMLFormElement} form */
async function record(finding, form) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  button.disabled = true;
  const given = new FormData(form);
  /** @param {string} name */
  const said = (name) => String(given.get(name) ?? "").trim();
  const body = JSON.stringify({
    finding: finding.id,
    decision: said("decision"),
    reason: said("reason"),
    initials: said("initials"),
  });
  const { status, told } = await ask("/api/decisions", {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json" },
  });
  button.disabled = false;
  if (status === 200 && told) {
    state.decisions?.push(told);
    reviewer.initials = said("initials");
    emit("decided");
    // The form is gone: whoever decides by keys goes on from the proof.
    $("panel-proof").focus({ preventScroll: true });
    announce("Decision recorded", 50);
    return;
  }
  const missing = "Not recorded: choose a decision and enter a reason and initials.";
  const fault = /** @type {HTMLElement} */ (form.querySelector(".fault"));
  fault.textContent = status === 409 ? LOG_CHANGED : REFUSED[status] || missing;
}
