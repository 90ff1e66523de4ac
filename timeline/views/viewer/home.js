// The page at the server: importing a schedule, and the log of decisions.

const atServer = () => document.body.dataset.home === "server";
const DECISIONS = {
  accepted: "Accepted: the finding is right",
  corrected: "Corrected: record or claim was mended",
  dismissed: "Dismissed: the finding does not apply",
};
const LOG_CHANGED =
  "The log was changed outside the program and takes no more records. Start timeline serve with another --log file.";
const MOST = 200;

/** Ask the server; failures of the connection come back as status 0. */
async function ask(path, options = {}) {
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

const REFUSED = {
  0: "The server does not answer. Check that timeline serve is still running.",
  401: "The session has ended. Open the address that timeline serve printed again.",
  403: "The session has ended. Open the address that timeline serve printed again.",
  408: "The file took too long to arrive. Try again.",
  413: "The file is too large. Export one clinic and one day, or a few days.",
  415: "The file is not a CSV file.",
  429: "The server is busy. Try again in a moment.",
  503: "The server is busy. Try again in a moment.",
};

async function importFile(file) {
  const result = $("import-result");
  result.replaceChildren(para("Reading…"));
  $("import").classList.add("busy");
  const { status, told } = await ask(`/api/schedule?name=${encodeURIComponent(file.name)}`, {
    method: "PUT",
    body: file,
  });
  $("import").classList.remove("busy");
  if (status === 200 && told) {
    result.replaceChildren();
    await readDecisions();
    showResult(told);
  } else if (status === 422 && told && told.faults) result.replaceChildren(...faultList(told));
  else result.replaceChildren(para(REFUSED[status] || `The file could not be read (${status}). Nothing was kept.`));
}

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
    para("Mend these in the file, save it and import it again."),
    make(
      "div",
      { classes: "table-box", tabindex: "0", role: "region", "aria-label": "Faults" },
      make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...told)),
    ),
    count > told.length ? para(`… and ${(count - told.length).toLocaleString("en-US")} more`) : "",
  ];
}

function showImport(cancellable) {
  play(false);
  $("import").hidden = false;
  $("content").hidden = $("trends").hidden = $("views").hidden = $("day-field").hidden = true;
  $("replace-file").hidden = $("forget").hidden = true;
  $("import-cancel").hidden = !cancellable;
  $("import-result").replaceChildren();
  $("import-file").focus();
}

function hideImport() {
  $("import").hidden = true;
  $("content").hidden = development.shown;
  $("trends").hidden = !development.shown;
  $("views").hidden = !trendsGiven();
  $("day-field").hidden = development.shown || state.data.days.length < 2;
  $("replace-file").hidden = $("forget").hidden = !atServer();
}

/** Let the server drop what it holds for this session, and clear the page. */
async function forget() {
  const { status } = await ask("/api/schedule", { method: "DELETE" });
  if (status >= 200 && status < 300) location.replace(location.pathname);
  else announce(REFUSED[status] || "The server still holds the schedule.", 50);
}

async function readDecisions() {
  const { status, told } = await ask("/api/decisions");
  state.decisions = status === 200 && told && told.enabled ? told.decisions : null;
  state.logProblem = status === 200 && told && !told.enabled && (told.problems || []).length > 0;
}

/** What reviewers decided on a finding, and the form to decide; nothing where no log is kept. */
function decisionPart(finding) {
  if (state.logProblem) return section("Decision", para(LOG_CHANGED, "fault"));
  if (!state.decisions) return null;
  const told = state.decisions
    .filter((each) => each.finding === finding.id)
    .map((each) =>
      make(
        "li",
        {},
        make("b", { text: capital(each.decision) }),
        ` by ${each.initials}, ${String(each.time).slice(0, 16).replace("T", " ")} UTC: ${each.reason}`,
      ),
    );
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
        make("input", { name: "initials", required: true, maxlength: "8", autocomplete: "off" }),
      ),
      make("button", { type: "submit", classes: "primary", text: "Record" }),
    ),
    make("p", { classes: "fault", role: "alert" }),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    record(finding, form);
  });
  return section(
    "Decision",
    told.length ? make("ul", { classes: "plain" }, ...told) : para("Nobody has decided yet.", "quiet-text"),
    form,
  );
}

async function record(finding, form) {
  const fault = form.querySelector(".fault");
  const button = form.querySelector("button");
  button.disabled = true;
  const said = Object.fromEntries(new FormData(form));
  const body = JSON.stringify({
    finding: finding.id,
    decision: said.decision,
    reason: said.reason.trim(),
    initials: said.initials.trim(),
  });
  const { status, told } = await ask("/api/decisions", {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json" },
  });
  button.disabled = false;
  if (status === 200 && told) {
    state.decisions.push(told);
    drawProof();
    announce("Decision recorded", 50);
  } else {
    fault.textContent =
      status === 409
        ? LOG_CHANGED
        : REFUSED[status] || "Not recorded: choose a decision and give a reason and initials.";
  }
}

async function startHome() {
  if (!atServer()) return;
  $("import-file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) importFile(file);
    event.target.value = "";
  });
  $("replace-file").addEventListener("click", () => showImport(true));
  $("forget").addEventListener("click", forget);
  $("import-cancel").addEventListener("click", () => {
    hideImport();
    if (state.day && !development.shown) drawChart();
  });
  let depth = 0;
  const carries = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  addEventListener("dragenter", (event) => carries(event) && document.body.classList.toggle("dropping", ++depth > 0));
  addEventListener("dragleave", (event) => carries(event) && document.body.classList.toggle("dropping", --depth > 0));
  addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    document.body.classList.remove("dropping");
    const [file] = event.dataTransfer.files;
    if (!file) return;
    if ($("import").hidden) showImport(true);
    importFile(file);
  });
  if (state.data) return readDecisions();
  const { status, told } = await ask("/api/result");
  if (status === 200 && told) {
    await readDecisions();
    showResult(told);
  } else {
    showImport(false);
    if (status !== 204)
      $("import-result").replaceChildren(para(REFUSED[status] || `The server could not give the result (${status}).`));
  }
}
