// What could be changed of a booking, shown on the chart before anything is changed.

import { $, announce, make, para, section } from "./base.js";
import { across, chart, EDGE, zoom } from "./chart.js";
import { said } from "./said.js";
import { HEAD, scene } from "./scene.js";
import { patientName, providerName, state } from "./state.js";

const MARGIN = 300; // seconds around a change that is shown

/**
 * The changes that would clear a contest of bookings; one at a time is shown on the chart.
 * @param {Finding} finding
 */
export function optionsPart(finding) {
  const { options } = finding;
  if (!options) return null;
  const buttons = options.map((option) => {
    const { patient } = state.day.rows[option.row];
    const button = make("button", { type: "button", "aria-pressed": String(state.preview === option), text: "Preview" });
    button.addEventListener("click", () => {
      state.preview = state.preview === option ? null : option;
      for (const { element, of } of all) element.setAttribute("aria-pressed", String(state.preview === of));
      // Where it would stand is brought into the window; a change of the window draws it too.
      if (state.preview) zoom(Math.min(chart.from, option.at - MARGIN), Math.max(chart.to, option.at + option.length + MARGIN));
      placePreview();
      announce(state.preview ? `On the chart: ${option.change}. Nothing is changed.` : "The preview is gone.", 50);
    });
    return { element: button, of: option, told: `${patientName(patient)}: ${said({ message: option.change, patients: [], providers: [option.provider] })}`, effect: option.effect };
  });
  const all = buttons;
  return section(
    "What could be changed while it is only booked",
    para("Whether the patient can come, or the plan of care allows it, is not in the schedule.", "quiet-text"),
    make(
      "ul",
      { classes: "options" },
      ...buttons.map(({ element, told, effect }) =>
        make("li", {}, element, make("span", {}, told, make("small", { text: effect }))),
      ),
    ),
  );
}

/** Show the change that is previewed where it would stand, or nothing. */
export function placePreview() {
  for (const each of $("over").querySelectorAll(".preview")) each.remove();
  const option = state.preview;
  if (!option) return;
  const { patient } = state.day.rows[option.row];
  const key = state.by === "provider" ? option.provider : patient;
  const row = scene.rows.find((each) => each.key === key);
  if (!row) return;
  const [from, until] = [option.at, option.at + option.length].map((clock) =>
    Math.min(chart.width - EDGE, Math.max(chart.gutter, across(clock))),
  );
  if (until - from < 2) return;
  const top = row.top + (chart.gutter ? 0 : HEAD);
  $("over").append(
    make(
      "div",
      {
        classes: "preview",
        style: { left: `${from}px`, width: `${until - from}px`, top: `${top}px`, height: `${row.bottom - top}px` },
      },
      make("span", { text: state.by === "provider" ? patientName(patient) : providerName(option.provider) }),
    ),
  );
}
