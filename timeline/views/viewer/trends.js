// The Trends view: every metric from day to day; every point leads to its day. All places come with the payload.

const development = { shown: false, every: 0, at: -1, parts: [] };
const trendsGiven = () => Boolean(state.data && state.data.trends);
const SVG = "http://www.w3.org/2000/svg";
const percent = (share) => `${(100 * share).toFixed(2)}%`;

/** A line through points given as [x, y] between 0 and 1; a missing point breaks it. */
function pathOf(points) {
  let pen = "M";
  let path = "";
  for (const point of points) {
    if (point) path += `${pen}${(100 * point[0]).toFixed(2)} ${(100 - 100 * point[1]).toFixed(2)}`;
    pen = point ? "L" : "M";
  }
  return path;
}

function drawTrends() {
  const { views } = state.data.trends;
  const view = views[development.every];
  const { periods } = view;
  development.at = -1;
  $("trends-every").hidden = views.length < 2;
  $("trends-every").replaceChildren(
    ...views.map((each, i) =>
      make("button", {
        type: "button",
        text: each.label,
        "aria-pressed": String(i === development.every),
        on: { click: () => chooseEvery(i) },
      }),
    ),
  );
  const leads = view.every === "week" ? "the first day of its week" : "its day";
  fill(
    $("trends-told"),
    `${view.told}; contest rule ${state.data.contest}. `,
    make("span", { text: `Choose a point to open ${leads}.` }),
  );
  development.parts = view.panels.map((panel) => trendPanel(panel, periods));
  $("trend-panels").replaceChildren(...development.parts.map((part) => part.element));
  drawTrendTable(view);
}

function chooseEvery(number) {
  development.every = number;
  drawTrends();
  $("trends-every").children[number].focus();
}

/** The periods whose dates find room below the axis, the last one first. */
function dated(periods) {
  const kept = [];
  for (const period of [...periods].reverse()) if (!kept.length || kept.at(-1).at - period.at >= 0.16) kept.push(period);
  return kept;
}

/** One metric: heading, the value read off, and the points on their axes. */
function trendPanel(panel, periods) {
  const id = `trend-${panel.metric}`;
  const known = panel.points.flatMap((point, i) => (point ? [i] : []));
  const value = make("p", { classes: "trend-value" });
  const links = new Map(known.map((i) => [i, trendLink(panel.points[i], periods[i], `${panel.label}: `)]));
  const lines = ["goal", "benchmark"].filter((name) => panel[name]);
  const drawing = make(
    "div",
    { classes: "trend-plot" },
    ...panel.ticks.map((tick) =>
      make("div", { classes: "trend-tick", style: { bottom: percent(tick.at) } }, make("span", { text: tick.text })),
    ),
    make(
      "div",
      { classes: "trend-field" },
      trendLines(panel, periods, lines),
      ...dated(periods).map(({ at, short }) =>
        make("span", { classes: "trend-date", style: { left: percent(at) }, "aria-hidden": "true", text: short }),
      ),
      ...links.values(),
    ),
  );
  const told = lines.map((name) =>
    make("span", { classes: `trend-key ${name}` }, make("i", { "aria-hidden": "true" }), `${name} ${panel[name].text}`),
  );
  const element = make(
    "section",
    { classes: "card trend", "aria-labelledby": id },
    make("h3", { id, text: panel.label }),
    value,
    drawing,
    make("p", { classes: "trend-keys" }, ...told),
  );
  const part = { element, panel, periods, value, links, known };
  readOff(part, known.at(-1), false);
  movePoints(part, drawing.lastElementChild);
  return part;
}

function trendLines(panel, periods, lines) {
  const drawing = document.createElementNS(SVG, "svg");
  for (const [name, told] of [
    ["viewBox", "0 0 100 100"],
    ["preserveAspectRatio", "none"],
    ["aria-hidden", "true"],
  ])
    drawing.setAttribute(name, told);
  const draw = (points, name) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", pathOf(points));
    path.setAttribute("class", name);
    drawing.append(path);
  };
  for (const name of lines)
    draw(
      [
        [0, panel[name].at],
        [1, panel[name].at],
      ],
      name,
    );
  draw(
    panel.points.map((point, i) => point && [periods[i].at, point.at]),
    "values",
  );
  return drawing;
}

function trendLink(point, period, before) {
  return make("a", {
    classes: "trend-point",
    href: `#d=${period.day}`,
    style: { left: percent(period.at), bottom: percent(point.at) },
    tabindex: "-1",
    "aria-label": `${before}${period.title}, ${point.text} over ${point.rests}`,
    on: { click: (event) => openDay(event, period.day) },
  });
}

/** Show what a panel says of a period: on the way there the same period in every panel. */
function readOff(part, at, marked = true) {
  const point = part.panel.points[at];
  fill(
    part.value,
    make("b", { text: point ? point.text : "–" }),
    make("span", { text: `${part.periods[at].title}${point ? `, over ${point.rests}` : ": nothing to divide by"}` }),
  );
  for (const [i, link] of part.links) {
    link.classList.toggle("at", marked && i === at);
    link.tabIndex = i === (part.links.has(at) ? at : part.known.at(-1)) ? 0 : -1;
  }
}

function readAll(at) {
  if (at === development.at) return;
  development.at = at;
  for (const part of development.parts) readOff(part, at < 0 ? part.known.at(-1) : at, at >= 0);
}

/** Arrows go from point to point, one of which Tab reaches; the pointer takes the nearest. */
function movePoints(part, field) {
  const nearest = (event) => {
    const box = field.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width;
    const away = (i) => Math.abs(part.periods[i].at - at);
    return part.known.reduce((best, i) => (away(i) < away(best) ? i : best));
  };
  field.addEventListener("pointermove", (event) => readAll(nearest(event)));
  field.addEventListener("pointerleave", () => readAll(-1));
  field.addEventListener("click", (event) => {
    if (!event.defaultPrevented) openDay(event, part.periods[nearest(event)].day);
  });
  field.addEventListener("focusin", (event) => {
    for (const [i, link] of part.links) if (link === event.target) readAll(i);
  });
  field.addEventListener("keydown", (event) => {
    const place = part.known.findIndex((i) => part.links.get(i) === event.target);
    const to = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: part.known.length - 1 }[event.key];
    if (to === undefined || event.shiftKey) return;
    event.preventDefault();
    const next = part.known[Math.max(0, Math.min(part.known.length - 1, to))];
    part.links.get(next).focus();
  });
}

function drawTrendTable({ periods, panels, every }) {
  const cell = (text, column) =>
    make("td", { role: "cell", classes: "number", "data-head": column.label, text: text || "–" });
  const lines = ["goal", "benchmark"].filter((name) => panels.some((panel) => panel[name]));
  const rows = periods.map((period, i) =>
    make(
      "tr",
      { role: "row" },
      make(
        "td",
        { role: "cell", classes: "lead" },
        make("a", {
          href: `#d=${period.day}`,
          text: period.title,
          on: { click: (event) => openDay(event, period.day) },
        }),
      ),
      ...panels.map((panel) => cell(panel.points[i] && panel.points[i].text, panel)),
    ),
  );
  rows.push(
    ...lines.map((name) =>
      make(
        "tr",
        { role: "row", classes: "trend-line" },
        make("td", { role: "cell", classes: "lead", text: capital(name) }),
        ...panels.map((panel) => cell(panel[name] && panel[name].text, panel)),
      ),
    ),
  );
  const heads = panels.map((panel) =>
    make("th", { role: "columnheader", scope: "col", classes: "number", text: panel.label }),
  );
  const period = make("th", { role: "columnheader", scope: "col", text: every === "week" ? "Week" : "Day" });
  $("trend-table").replaceChildren(
    make("caption", { classes: "sr", text: `Trends by ${every}; the date opens the day` }),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, period, ...heads)),
    make("tbody", { role: "rowgroup" }, ...rows),
  );
}

/** Open a day from a point or from the table. */
function openDay(event, date) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  showTrends(false);
  remember(`#d=${date}`);
  showDay(state.data.days.find((day) => day.date === date));
  linkInstant();
  $("day").focus();
  announce(`${state.day.title}`, 50);
}

/** Put an address where the browser's Back leads to what was shown before. */
function remember(address) {
  clearTimeout(replay.linking);
  try {
    history.pushState(null, "", address);
  } catch {
    // A page inside another one may not change its address.
  }
}

/** Show the trends in the place of the day, or the day again. */
function showTrends(on) {
  development.shown = on;
  $("trends").hidden = !on;
  $("content").hidden = on;
  $("day-field").hidden = on || state.data.days.length < 2;
  $("facts").hidden = on;
  press({ day: "view-day", trends: "view-trends" }, on ? "trends" : "day");
  document.querySelector(".skip").setAttribute("href", on ? "#trend-table" : "#tables");
  document.querySelector(".skip").textContent = on ? "Skip to the table" : "Skip to the findings";
  if (!on) return;
  play(false);
  clearTimeout(replay.linking);
  readAll(-1);
}

/** Take the trends of a new result; with nothing to follow the page has no such view. */
function startTrends() {
  $("views").hidden = !trendsGiven();
  development.every = 0;
  development.parts = [];
  if (trendsGiven()) drawTrends();
  showTrends(false);
}

function listenForTrends() {
  $("view-trends").addEventListener("click", () => {
    if (development.shown) return;
    remember("#v=trends");
    showTrends(true);
  });
  $("view-day").addEventListener("click", () => {
    if (!development.shown) return;
    remember(`#d=${state.day.date}`);
    showTrends(false);
    drawChart();
    linkInstant();
  });
}
