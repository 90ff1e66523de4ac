// One decision on several findings: the form under the list.

import { announce, make, plural } from "./base.js";
import { ask, DECISIONS, LOG_CHANGED, REFUSED } from "./decisions.js";
import { emit } from "./events.js";
import { state } from "./state.js";

/** So many findings go in one request. */
const AT_ONCE = 5000;

/**
 * Make the form that decides what is chosen; it stands in its place only while something is.
 * @param {Set<string>} chosen
 * @param {HTMLElement} place
 */
export function severalForm(chosen, place) {
  const count = make("p", { classes: "several-count", role: "status" });
  const fault = make("p", { classes: "fault", role: "alert" });
  const choices = Object.entries(DECISIONS).map(([value, told]) =>
    make(
      "label",
      { classes: "check", title: told },
      make("input", { type: "radio", name: "decision", value, required: true }),
      told.split(":")[0],
    ),
  );
  const button = make("button", { type: "submit", classes: "primary", text: "Record" });
  const form = make(
    "form",
    { classes: "several card", "aria-label": "Decide what is chosen" },
    count,
    make("fieldset", {}, make("legend", { classes: "sr", text: "Decision" }), ...choices),
    make(
      "label",
      { classes: "field grow" },
      make("span", { text: "Reason (no names)" }),
      make("input", { name: "reason", required: true, maxlength: "500", autocomplete: "off" }),
    ),
    make(
      "label",
      { classes: "field initials" },
      make("span", { text: "Initials" }),
      make("input", { name: "initials", required: true, maxlength: "8", autocomplete: "off" }),
    ),
    button,
    fault,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    fault.textContent = await record(chosen, new FormData(form));
    button.disabled = false;
    if (fault.textContent) return;
    form.reset();
    emit("decided");
  });
  return () => {
    if (!chosen.size) form.remove();
    else if (!form.isConnected) place.append(form);
    count.textContent = `${plural(chosen.size, "finding")} chosen`;
  };
}

/**
 * Record a decision on what is chosen; gives what went wrong, or nothing.
 * @param {Set<string>} chosen
 * @param {FormData} given
 */
async function record(chosen, given) {
  /** @param {string} name */
  const said = (name) => String(given.get(name) ?? "").trim();
  const [decision, reason, initials] = ["decision", "reason", "initials"].map(said);
  for (let ids = [...chosen]; ids.length; ids = [...chosen]) {
    const findings = ids.slice(0, AT_ONCE);
    const { status, told } = await ask("/api/decisions", {
      method: "POST",
      body: JSON.stringify({ findings, decision, reason, initials }),
      headers: { "Content-Type": "application/json" },
    });
    if (status !== 200 || !told) {
      if (status === 409) return told?.error && !/log/i.test(told.error) ? told.error : LOG_CHANGED;
      return told?.error || REFUSED[status] || "Not recorded: choose a decision and enter a reason and initials.";
    }
    state.decisions?.push(...told.decisions);
    for (const id of findings) chosen.delete(id);
    announce(`${plural(findings.length, "decision")} recorded`, 50);
  }
  return "";
}
