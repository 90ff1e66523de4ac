// A file of another system: how it would be read, what only a person can say, and the mapping to keep.

import { announce, capital, make, para, plural, spoken } from "./base.js";
import { ask } from "./decisions.js";
import { save } from "./csv.js";

/** What heads each column of the rows as they are understood. */
/** @type {Record<string, string>} */
const HEADS = { row: "Row", start: "Start", end: "End", date: "Date", kind: "Kind", mode: "Mode", code: "Code" };
/** What a date's order is called, by the sign its format begins with. */
/** @type {Record<string, string>} */
const ORDERS = { m: "Month first", d: "Day first", Y: "Year first" };

/**
 * @typedef {object} ProposalTold
 * @property {"schedule" | "claims"} kind
 * @property {string} toml
 * @property {{ about: string, why: string, choices: string[] }[]} questions
 * @property {string[]} columns
 * @property {string[][]} rows
 * @property {{ row: number | null, column: string, problem: string, repair: string }[]} faults
 * @property {number} count
 */

/**
 * How the server would read a file of another system; null where it has no idea.
 * @param {File} file
 * @param {number[]} answers
 * @returns {Promise<ProposalTold | null>}
 */
async function proposed(file, answers) {
  const path = `/api/proposal?name=${encodeURIComponent(file.name)}&answers=${answers.join(",")}`;
  const { status, told } = await ask(path, { method: "PUT", body: file });
  return status === 200 && told?.kind ? told : null;
}

/**
 * Show how a file would be read, and ask what it leaves open; gives null where nothing can be proposed.
 * @param {File} file
 * @param {(answers: number[]) => void} take
 */
export async function offerMapping(file, take) {
  const first = await proposed(file, []);
  if (!first || !first.rows.length) return null;
  const answers = first.questions.map(() => 0);
  let told = first;
  const shown = make("div", { classes: "mapping-rows" }, ...understood(first));
  const written = make("pre", { classes: "mapping-file", tabindex: "0", text: first.toml });
  let asked = 0;
  /** @param {number} place @param {number} number */
  const choose = async (place, number) => {
    answers[place] = number;
    const turn = (asked += 1);
    shown.setAttribute("aria-busy", "true");
    const found = await proposed(file, answers);
    if (turn !== asked) return;
    shown.removeAttribute("aria-busy");
    if (found) {
      told = found;
      written.textContent = found.toml;
      shown.replaceChildren(...understood(found));
      announce("The rows are read anew.", 50);
    } else shown.replaceChildren(para("Read so, the file holds no times.", "fault"));
  };
  const claims = first.kind === "claims";
  return make(
    "section",
    { classes: "mapping", "aria-labelledby": "mapping-title" },
    make("h3", { id: "mapping-title", text: "This is how the file would be read" }),
    para(
      claims
        ? "It is a list of charges without clocks, and no schedule. Save the mapping and start the server with --claims and --claims-map."
        : "Nothing is imported yet. Compare the first rows with your own; P1 and S1 stand for people.",
    ),
    shown,
    ...first.questions.map((question, place) => fieldset(question, place, (number) => choose(place, number))),
    make(
      "p",
      { classes: "import-choose" },
      claims
        ? null
        : make("button", { type: "button", classes: "primary", text: "Import it so", on: { click: () => take(answers) } }),
      make("button", {
        type: "button",
        text: "Save this mapping",
        on: { click: () => save("mapping.toml", told.toml, "application/toml") },
      }),
    ),
    make(
      "details",
      {},
      make("summary", { text: "The mapping as a file" }),
      para("Saved, it reads such files with --map mapping.toml, here and on the command line.", "quiet-text"),
      written,
    ),
  );
}

/**
 * The first rows as they are understood, and what cannot be read.
 * @param {ProposalTold} told
 */
function understood({ columns, rows, faults, count }) {
  const titles = columns.map((name) => HEADS[name] ?? capital(name));
  const heads = titles.map((text) => make("th", { scope: "col", text }));
  /** @param {string} text @param {number} i */
  const cell = (text, i) => make("td", { "data-head": titles[i], text: columns[i] === "mode" ? spoken(text) : text });
  const body = rows.map((row) => make("tr", {}, ...row.map(cell)));
  const lines = faults.slice(0, 5).map(({ row, column, problem, repair }) => {
    const place = [row === null ? "" : `row ${row}`, column].filter(Boolean).join(", ");
    return make("li", { text: `${place ? `${place}: ` : ""}${problem}. ${repair}` });
  });
  return [
    make(
      "div",
      { classes: "table-box", tabindex: "0", role: "region", "aria-label": "The first rows as they are understood" },
      make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...body)),
    ),
    ...(count
      ? [para(`${plural(count, "fault")} in the rows looked at:`, "fault"), make("ul", { classes: "plain" }, ...lines)]
      : []),
  ];
}

/**
 * A question with its choices; what the proposal took is chosen.
 * @param {{ about: string, why: string, choices: string[] }} question
 * @param {number} place
 * @param {(number: number) => void} choose
 */
function fieldset({ about, why, choices }, place, choose) {
  // A single choice is a yes or no: what was taken, or without it.
  const told = choices.length > 1 ? choices.map((choice) => inWords(about, choice)) : ["Yes, as proposed", "No, without it"];
  const radios = told.map((text, number) =>
    make(
      "label",
      { classes: "check" },
      make("input", {
        type: "radio",
        name: `question-${place}`,
        value: String(number),
        checked: number === 0,
        on: { change: () => choose(number) },
      }),
      text,
    ),
  );
  return make("fieldset", { classes: "question" }, make("legend", { text: why }), ...radios);
}

/** What a pair of clocks is called, by the kind of rows it makes. */
/** @type {Record<string, string>} */
const PAIRS = { appointment: "planned", service: "took place" };

/**
 * A choice in words: a date's order by its name, pairs of clocks as what they are, a single value as it is, anything else
 * as it stands in the mapping.
 * @param {string} about
 * @param {string} choice
 */
function inWords(about, choice) {
  const parts = choice.split(/^\[.*\]$/m).map((part) => part.split("\n").filter(Boolean)).filter((lines) => lines.length);
  const pairs = parts.map((lines) => {
    const { kind, start, end } = Object.fromEntries(lines.map((line) => [/^\w+/.exec(line)?.[0], text(line)]));
    return kind && start && end ? `${PAIRS[kind] ?? kind}: ${start} to ${end}` : "";
  });
  if (pairs.length && pairs.every(Boolean)) return pairs.join("; ");
  const lines = parts.flat();
  const value = lines.length === 1 ? text(lines[0]) : undefined;
  if (value === undefined) return lines.join(", ") || "Nothing";
  return about === "date_order" && value.startsWith("%") ? `${ORDERS[value[1]] ?? "Otherwise"} (${value})` : spoken(value);
}

/**
 * The text a line of a mapping states; nothing where it states anything else.
 * @param {string} line
 */
const text = (line) => /^[\w-]+ = "([^"\\]*)"$/.exec(line)?.[1];
