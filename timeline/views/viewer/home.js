// The page at the server: importing a schedule, and forgetting it.

import { $, announce, make, para, plural } from "./base.js";
import { openResult } from "./days.js";
import { ask, readDecisions, REFUSED } from "./decisions.js";
import { emit } from "./events.js";
import { offerMapping } from "./mapping.js";
import { play } from "./replay.js";
import { state } from "./state.js";
import { hideViews, show, view } from "./views.js";

const atServer = () => document.body.dataset.home === "server";
const MOST = 200;

/**
 * Say every second how far the import is.
 * @param {HTMLElement} result
 * @returns {() => void} ends it
 */
function followImport(result) {
  let ended = false;
  const timer = setInterval(async () => {
    const { status, told } = await ask("/api/progress");
    if (ended || status !== 200 || !told) return;
    const at = told.place
      ? `Waiting: ${plural(told.place, "schedule")} before this one…`
      : `${told.stage || "Reading"}… ${Math.round(told.seconds)} of at most ${told.limit} seconds`;
    result.replaceChildren(para(at));
  }, 1000);
  return () => {
    ended = true;
    clearInterval(timer);
  };
}

/**
 * Import a file, as the server reads files or as its own proposal says.
 * @param {File} file
 * @param {number[] | null} [answers]
 */
async function importFile(file, answers = null) {
  const result = $("import-result");
  result.replaceChildren(para("Reading…"));
  $("import").classList.add("busy");
  const end = followImport(result);
  const as = answers === null ? "" : `&answers=${answers.join(",")}`;
  const { status, told } = await ask(`/api/schedule?name=${encodeURIComponent(file.name)}${as}`, {
    method: "PUT",
    body: file,
  });
  const faulty = status === 422 && told && told.faults;
  const offered = faulty && answers === null ? await offerMapping(file, (chosen) => importFile(file, chosen)) : null;
  end();
  $("import").classList.remove("busy");
  if (status === 200 && told) {
    result.replaceChildren();
    await readDecisions();
    emit("result", await openResult(told));
  } else if (offered) {
    const without = make("summary", { text: `${plural(told.count, "fault")} as the file stands` });
    result.replaceChildren(offered, make("details", {}, without, ...faultList(told)));
  } else if (faulty) result.replaceChildren(...faultList(told));
  else result.replaceChildren(para(told?.error || REFUSED[status] || `The file could not be read (${status}). Nothing was kept.`));
}

/** @param {{ faults: Record<string, string | null>[], count: number }} told */
function faultList({ faults, count }) {
  const told = faults
    .slice(0, MOST)
    .map((fault) =>
      make(
        "tr",
        {},
        ...["file", "row", "column", "value", "problem", "repair"].map((name) =>
          make("td", { text: fault[name] ?? "" }),
        ),
      ),
    );
  const heads = ["File", "Row", "Column", "Found", "Problem", "Repair"].map((text) =>
    make("th", { scope: "col", text }),
  );
  return [
    make("h3", { text: `${plural(count, "fault")}: nothing was imported` }),
    para("Correct these in the file, save it and import it again."),
    make(
      "div",
      { classes: "table-box", tabindex: "0", role: "region", "aria-label": "Faults" },
      make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...told)),
    ),
    count > told.length ? para(`… and ${(count - told.length).toLocaleString("en-US")} more`) : "",
  ];
}

/** @param {boolean} cancellable */
function showImport(cancellable) {
  play(false);
  $("import").hidden = false;
  hideViews();
  $("replace-file").hidden = $("forget").hidden = true;
  $("import-cancel").hidden = !cancellable;
  $("import-result").replaceChildren();
  $("import-file").focus();
}

/** Show the result in the place of the import. */
export function hideImport() {
  $("import").hidden = true;
  $("replace-file").hidden = $("forget").hidden = !atServer();
}

/** Let the server drop what it holds for this session, and clear the page. */
async function forget() {
  const { status } = await ask("/api/schedule", { method: "DELETE" });
  if (status >= 200 && status < 300) location.replace(location.pathname);
  else announce(REFUSED[status] || "The schedule could not be closed. Try again.", 50);
}

/**
 * Begin the page's life at the server: gives the result it holds; elsewhere there is nothing to begin.
 * @returns {Promise<PageData | null>}
 */
export async function startHome() {
  if (!atServer()) return null;
  $("import-file").addEventListener("change", () => {
    const [file] = $("import-file").files || [];
    if (file) importFile(file);
    $("import-file").value = "";
  });
  $("replace-file").addEventListener("click", () => showImport(true));
  $("forget").addEventListener("click", forget);
  $("import-cancel").addEventListener("click", () => {
    hideImport();
    show(view.shown);
  });
  let depth = 0;
  /** @param {DragEvent} event */
  const carries = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  addEventListener("dragenter", (event) => carries(event) && document.body.classList.toggle("dropping", ++depth > 0));
  addEventListener("dragleave", (event) => carries(event) && document.body.classList.toggle("dropping", --depth > 0));
  addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    document.body.classList.remove("dropping");
    const [file] = event.dataTransfer?.files || [];
    if (!file) return;
    if ($("import").hidden) showImport(true);
    importFile(file);
  });
  if (state.data) {
    await readDecisions();
    return null;
  }
  const { status, told } = await ask("/api/result");
  if (status === 200 && told) {
    await readDecisions();
    return openResult(told);
  }
  showImport(false);
  if (status !== 204)
    $("import-result").replaceChildren(para(told?.error || REFUSED[status] || `The server could not send the result (${status}).`));
  return null;
}
