// The key figures and the two tables.

const order = { findings: { by: "", down: false }, visits: { by: "", down: false } };
const listed = { findings: new Map(), visits: new Map() };
const sum = (list, of) => list.reduce((total, each) => total + of(each), 0);
const asUnits = (count) => (count === null || count === undefined ? "open" : String(count));

/** A visit's seconds in some states; with a provider chosen, that provider's part of them. */
function secondsIn(visit, name) {
  if (!filter.provider) return visit.seconds[name] || 0;
  return (visit.by_provider[filter.provider] || {})[name] || 0;
}

function tile(label, value, told, extra) {
  return make(
    "div",
    { classes: `tile ${extra || ""}` },
    make("h2", { text: label }),
    make("p", { classes: "figure", text: value }),
    make("p", { classes: "tile-told", text: told }),
  );
}

function drawTiles() {
  const visits = [...state.shown.visits].map((i) => state.day.visits[i]);
  const findings = [...state.shown.findings].map((i) => state.day.findings[i]);
  const part = filter.provider ? `with ${providerName(filter.provider)}` : "";
  const one = sum(visits, (visit) => secondsIn(visit, "one_on_one"));
  const contested = sum(visits, (visit) => secondsIn(visit, "contested"));
  const patients = new Set(visits.map((visit) => visit.patient)).size;
  const exposed = visits.filter((visit) => visit.exposure > 0);
  const severities = SEVERITIES.map((severity) => {
    const count = findings.filter((each) => each.severity === severity).length;
    const chosen = filter.severity === severity;
    return make(
      "button",
      {
        type: "button",
        classes: "severity-count",
        "aria-pressed": String(chosen),
        on: { click: () => setFilter("severity", chosen ? "" : severity) },
      },
      make("span", { classes: "figure", text: String(count) }),
      badge(severity),
    );
  });
  $("tiles").replaceChildren(
    tile("Visits", visits.length.toLocaleString("en-US"), plural(patients, "patient")),
    tile("One-on-one minutes", minutesOf(one), part || "credited to one patient at a time"),
    tile(
      "Contested minutes",
      minutesOf(contested),
      part || `not credited under rule ${state.data.contest}`,
      contested ? "warn" : "",
    ),
    tile(
      "Exposure",
      plural(
        sum(exposed, (visit) => visit.exposure),
        "unit",
      ),
      exposed.length
        ? `on contested minutes, in ${plural(exposed.length, "visit")}`
        : "no unit hangs on contested minutes",
      exposed.length ? "warn" : "",
    ),
    make(
      "div",
      { classes: "tile wide" },
      make("h2", { text: "Findings" }),
      make("div", { classes: "severity-counts" }, ...severities),
    ),
  );
}

const SEVERITY_RANK = { error: 0, review: 1, note: 2 };
const COLUMNS = {
  findings: [
    { key: "severity", head: "Severity", sort: (f) => SEVERITY_RANK[f.severity], cell: (f) => badge(f.severity) },
    { key: "when", head: "When", sort: (f) => f.start, cell: (f, i) => opener("finding", i, f.when) },
    {
      key: "rule",
      head: "Finding",
      some: true,
      sort: (f) => state.data.rules[f.rule].title,
      cell: (f) => state.data.rules[f.rule].title,
    },
    {
      key: "who",
      head: "Patients and providers",
      some: true,
      sort: (f) => [...f.patients.map(patientName), ...f.providers.map(providerName)].join(),
      cell: people,
    },
    {
      key: "minutes",
      head: "Minutes",
      number: true,
      sort: (f) => f.seconds,
      cell: (f) => (f.seconds ? minuteText(f) : "–"),
    },
    {
      key: "units",
      head: "Units at risk",
      number: true,
      sort: (f) => f.units_at_risk,
      cell: (f) => String(f.units_at_risk || "–"),
    },
    { key: "message", head: "What happened", wide: true, cell: (f) => f.message },
  ],
  visits: [
    {
      key: "patient",
      head: "Patient",
      lead: true,
      sort: (v) => patientName(v.patient),
      cell: (v, i) => opener("visit", i, patientLabel(v.patient)),
    },
    { key: "when", head: "When", named: true, sort: (v) => v.start, cell: (v) => v.when },
    { key: "discipline", head: "For", named: true, sort: (v) => v.discipline, cell: (v) => v.discipline },
    { key: "payer", head: "Payer", named: true, sort: (v) => v.payer, cell: (v) => v.payer },
    {
      key: "one",
      head: "One-on-one",
      number: true,
      sort: (v) => v.seconds.one_on_one || 0,
      cell: (v) => inState(v, "one_on_one"),
    },
    { key: "group", head: "Group", number: true, sort: (v) => v.seconds.group || 0, cell: (v) => inState(v, "group") },
    {
      key: "contested",
      head: "Contested",
      number: true,
      sort: (v) => v.seconds.contested || 0,
      cell: (v) => inState(v, "contested"),
    },
    {
      key: "timed",
      head: "Timed",
      number: true,
      sort: (v) => v.timed_minutes ?? -1,
      cell: (v) => String(v.timed_minutes ?? "–"),
    },
    {
      key: "treatment",
      head: "Treatment",
      number: true,
      sort: (v) => v.treatment_minutes,
      cell: (v) => String(v.treatment_minutes),
    },
    { key: "units", head: "Units", number: true, sort: (v) => v.units ?? -1, cell: (v) => asUnits(v.units) },
    {
      key: "exposure",
      head: "Exposure",
      number: true,
      sort: (v) => v.exposure,
      cell: (v) => String(v.exposure || "–"),
    },
    { key: "lines", head: "On the claim", wide: true, named: true, cell: (v) => lineText(v) },
    {
      key: "findings",
      head: "Findings",
      number: true,
      sort: (v) => v.findings.length,
      cell: (v) => String(v.findings.length || "–"),
    },
  ],
};

const kindOf = (column) => ["number", "wide", "some", "lead"].filter((kind) => column[kind]).join(" ");
const inState = (visit, name) => String(visit.minutes[name] || "–");
const minuteText = (finding) => (Number.isInteger(finding.minutes) ? String(finding.minutes) : finding.lasts);

function lineText(visit) {
  if (visit.lines.length)
    return visit.lines.join("; ") + (visit.other_lines.length ? ` (or ${visit.other_lines.length} more)` : "");
  if (visit.evidence === "scheduled") return "a booking: the most it can support";
  return visit.units === null ? "left open: no policy counts it" : "nothing";
}

/** Patients in one line, providers in the next. */
function people({ patients, providers }) {
  const lines = [patients.map(patientName), providers.map(providerName)].filter((names) => names.length);
  return make(
    "span",
    {},
    ...(lines.length ? lines.map((names) => make("span", { classes: "who", text: names.join(", ") })) : ["–"]),
  );
}

function opener(kind, number, text) {
  return make("button", { type: "button", classes: "link", text, on: { click: () => choose(kind, number) } });
}

function drawTables() {
  drawTable("findings", "finding", state.day.findings, state.shown.findings);
  drawTable("visits", "visit", state.day.visits, state.shown.visits);
  $("count-findings").textContent = state.shown.findings.size;
  $("count-visits").textContent = state.shown.visits.size;
}

function sorted(name, all, numbers) {
  const { by, down } = order[name];
  const column = COLUMNS[name].find((each) => each.key === by);
  const list = [...numbers];
  if (!column) return list;
  const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true }));
  return list.sort((a, b) => (down ? -1 : 1) * compare(column.sort(all[a]), column.sort(all[b])) || a - b);
}

function drawTable(name, kind, all, numbers) {
  const table = $(name);
  table.tHead.replaceChildren(make("tr", { role: "row" }, ...COLUMNS[name].map((column) => head(name, kind, column))));
  listed[name] = new Map();
  const columns = COLUMNS[name];
  table.tBodies[0].replaceChildren(
    ...sorted(name, all, numbers).map((i) => {
      const row = make(
        "tr",
        { role: "row" },
        ...columns.map((column) => {
          const told = column.cell(all[i], i);
          const cell = make("td", {
            role: "cell",
            classes: `${kindOf(column)} col-${column.key}`,
            "data-head": column.number || column.named ? column.head : null,
          });
          cell.append(told);
          return cell;
        }),
      );
      listed[name].set(i, row);
      return row;
    }),
  );
  table.hidden = numbers.size === 0;
  const empty = $(`${name}-empty`);
  empty.hidden = numbers.size > 0;
  if (numbers.size === 0) {
    const told = filtering()
      ? `No ${kind} matches these filters.`
      : kind === "finding"
        ? "Nothing to review: no finding on this day."
        : "No visit on this day.";
    empty.replaceChildren(
      make("p", { text: told }),
      filtering() ? make("button", { type: "button", "data-clear": true, text: "Clear all filters" }) : "",
    );
  }
  markChosen();
}

function head(name, kind, column) {
  const { by, down } = order[name];
  const cell = make("th", {
    role: "columnheader",
    scope: "col",
    classes: kindOf(column),
    "data-head": column.sort ? column.head : null,
    "aria-sort": by === column.key ? (down ? "descending" : "ascending") : null,
  });
  if (!column.sort) cell.textContent = column.head;
  else {
    const sort = () => {
      order[name] = { by: column.key, down: by === column.key ? !down : false };
      drawTables();
      [...$(name).tHead.querySelectorAll("th")][COLUMNS[name].indexOf(column)].querySelector("button").focus();
    };
    cell.append(make("button", { type: "button", classes: "sort", text: column.head, on: { click: sort } }));
  }
  return cell;
}

/** Mark the chosen row in its table, and bring it into its scroll box. */
function markChosen() {
  for (const [name, kind] of [
    ["findings", "finding"],
    ["visits", "visit"],
  ]) {
    for (const [number, row] of listed[name]) {
      const chosen = Boolean(state.chosen && state.chosen.kind === kind && state.chosen.number === number);
      if (chosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
      if (!chosen || $(`${name}-panel`).hidden) continue;
      const box = $(`${name}-panel`);
      const top = row.offsetTop - $(name).tHead.offsetHeight;
      if (top < box.scrollTop || row.offsetTop + row.offsetHeight > box.scrollTop + box.clientHeight)
        box.scrollTop = top - 8;
    }
  }
}
