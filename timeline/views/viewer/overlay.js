// What lies over the bars and moves with them: names, the moving line, what a finding lights up, and words on hover.

const over = { labels: [], lit: [], ticks: [], line: null, flag: null, band: null, scrim: null, top: null };

/** Make the elements of a new drawing; `place` puts them where they belong. */
function dress() {
  const { rows } = state.day;
  $("bands").replaceChildren(
    ...chart.rows
      .filter((_, i) => i % 2 === 0)
      .map((row) =>
        make("div", {
          style: {
            top: `${(row.top - GAP / 2) * chart.lane}px`,
            height: `${(row.bottom - row.top + GAP) * chart.lane}px`,
          },
        }),
      ),
  );
  const nameOf = state.by === "provider" ? providerName : patientName;
  const names = chart.rows.map((row) => {
    const role = state.by === "provider" ? state.data.roles[row.key] : "";
    const height = chart.gutter ? row.bottom - row.top : HEAD;
    const lines = chart.gutter ? Math.max(1, Math.min(3, Math.floor((height * chart.lane) / 17))) : 1;
    return make(
      "div",
      {
        classes: "row-name",
        style: { top: `${row.top * chart.lane}px`, height: `${height * chart.lane}px`, "--lines": lines },
      },
      make("span", { text: nameOf(row.key) }),
      role ? make("small", { text: role }) : null,
    );
  });
  over.labels = [];
  for (const [number, bar] of chart.bars) {
    const row = rows[number];
    if (row.drawn === "shift" || row.thin || state.hidden.has(row.drawn)) continue;
    const element = make("div", {
      classes: "bar-name",
      "data-drawn": row.drawn,
      style: { top: `${(bar.y - bar.height / 2) * chart.lane}px`, "line-height": `${bar.height * chart.lane}px` },
    });
    over.labels.push({ element, number, row, shown: "", names: namesOn(row) });
  }
  over.line = make("div", { classes: "now-line" });
  over.band = make("div", { classes: "lit-band", hidden: true });
  over.scrim = make("div", { classes: "scrim", hidden: true, style: { left: `${-chart.gutter}px` } });
  const shifted = (...inside) => make("div", { classes: "shifted", style: { left: `${-chart.gutter}px` } }, ...inside);
  over.top = shifted(over.line);
  const bars = make(
    "div",
    { classes: "over-plot", style: { left: `${chart.gutter}px`, right: `${EDGE}px` } },
    shifted(...over.labels.map((each) => each.element), over.band),
    over.scrim,
    over.top,
  );
  $("over").replaceChildren(bars, ...names);
  light();
}

/** What may stand on a bar, longest first: whom the chart's row does not name already. */
function namesOn(row) {
  if (row.kind === "away") return ["away"];
  const [key, name] =
    state.by === "provider"
      ? [row.patient, patientName(row.patient)]
      : [row.provider, row.provider && providerName(row.provider)];
  if (!key) return row.code ? [row.code] : [];
  return [...new Set([row.code ? `${name} · ${row.code}` : name, name, key])];
}

const widths = new Map();

/** Pixels a name takes on a bar: its letters' widths, measured once in the page's own font. */
function widthOf(text) {
  if (!widths.size) {
    const letters = Array.from({ length: 0x17f - 0x20 }, (_, i) =>
      make("span", { text: String.fromCharCode(0x20 + i) }),
    );
    const ruler = make("div", { classes: "bar-name ruler" }, ...letters);
    $("over").append(ruler);
    for (const letter of letters) widths.set(letter.textContent, letter.getBoundingClientRect().width);
    ruler.remove();
  }
  let width = 0;
  for (const letter of text) width += widths.get(letter) ?? 11;
  return width;
}

/** Put every element of the overlay where the present zoom has it. */
function place() {
  if (!chart.rows.length) return;
  const left = chart.gutter;
  const right = chart.width - EDGE;
  for (const label of over.labels) {
    const from = Math.max(left, across(label.row.at));
    const room = Math.min(right, across(label.row.at + label.row.length)) - from - 8;
    let text = label.names.find((name) => widthOf(name) <= room) || "";
    // A name that is cut still tells more than none, where enough of it is left.
    if (!text && room > 40 && label.names.length) text = label.names.at(-2) || label.names[0];
    if (text !== label.shown) label.element.textContent = label.shown = text;
    if (!text) continue;
    label.element.style.transform = `translateX(${from + 4}px)`;
    label.element.style.width = `${room}px`;
  }
  placeLit();
  placeBand();
  drawAxis();
  placeLine();
}

/** Frame what is lit; a veil with holes lies over the rest. */
function placeLit() {
  const height = chart.height * chart.lane;
  let holes = `M0 0H${chart.width}V${height}H0Z`;
  for (const { element, bar, row } of over.lit) {
    const from = across(row.at);
    const width = Math.max(3, across(row.at + row.length) - from);
    element.style.transform = `translateX(${from}px)`;
    element.style.width = `${width}px`;
    holes += `M${from} ${(bar.y - bar.height / 2) * chart.lane}h${width}v${bar.height * chart.lane}h${-width}z`;
  }
  over.scrim.hidden = !over.lit.length;
  over.scrim.style.clipPath = `path(evenodd, "${holes}")`;
}

function drawAxis() {
  const [step] = tick();
  over.ticks = [];
  for (let clock = Math.ceil(chart.from / step) * step; clock <= chart.to; clock += step) {
    const x = across(clock);
    if (x < chart.gutter + 2 || x > chart.width - 4) continue;
    const edge = x > chart.width - EDGE - 16 ? " last" : x < chart.gutter + 18 ? " first" : "";
    over.ticks.push({
      x,
      element: make("span", {
        classes: `tick${edge}`,
        text: `${two(Math.floor(clock / 3600) % 24)}:${two(Math.floor(clock / 60) % 60)}`,
        style: { transform: `translateX(${x}px)` },
      }),
    });
  }
  over.flag = make("span", { classes: "now-flag" });
  $("axis").replaceChildren(...over.ticks.map((each) => each.element), over.flag);
}

/** Move the line: two transforms and a text, nothing is laid out or drawn anew. */
function placeLine() {
  if (!over.line || !over.flag) return;
  const clock = wall(state.time);
  const shown = inView(clock);
  over.line.hidden = over.flag.hidden = !shown;
  const x = shown ? across(clock) : -100;
  for (const tick of over.ticks) tick.element.classList.toggle("under", Math.abs(tick.x - x) < 46);
  if (!shown) return;
  over.line.style.transform = `translateX(${x}px)`;
  over.flag.style.transform = `translateX(${Math.min(chart.width - 24, Math.max(24, x))}px) translateX(-50%)`;
  over.flag.textContent = clockText(state.instant);
}

function placeBand() {
  const chosen = chosenFinding();
  over.band.hidden = !chosen;
  if (!chosen) return;
  const from = across(wall(chosen.start));
  over.band.style.transform = `translateX(${from}px)`;
  over.band.style.width = `${Math.max(2, across(wall(chosen.end)) - from)}px`;
}

const chosenFinding = () =>
  state.chosen && state.chosen.kind === "finding" ? state.day.findings[state.chosen.number] : null;

function chosenRows() {
  if (!state.chosen) return [];
  const { kind, number } = state.chosen;
  return kind === "finding" ? state.day.findings[number].rows : state.day.visits[number].rows;
}

/** Light up the rows of what is chosen, and take the others back. */
function light() {
  for (const lit of over.lit) lit.element.remove();
  const numbers = chosenRows().filter((number) => chart.bars.has(number));
  over.lit = over.top
    ? numbers.map((number) => {
        const bar = chart.bars.get(number);
        const row = state.day.rows[number];
        const element = make("div", {
          classes: "lit-bar",
          style: { top: `${(bar.y - bar.height / 2) * chart.lane}px`, height: `${bar.height * chart.lane}px` },
        });
        over.top.prepend(element);
        return { element, bar, row };
      })
    : [];
}

/** Scroll the chart, and the page if need be, so that what is chosen can be seen. */
function reveal() {
  const box = $("chart-scroll");
  const bars = chosenRows()
    .map((number) => chart.bars.get(number))
    .filter(Boolean);
  if (bars.length) {
    const top = Math.min(...bars.map((bar) => bar.y - 1)) * chart.lane;
    const bottom = Math.max(...bars.map((bar) => bar.y + 1)) * chart.lane + $("axis").offsetHeight;
    if (top < box.scrollTop || bottom > box.scrollTop + box.clientHeight) {
      box.scrollTo({
        top: Math.max(0, (top + bottom - box.clientHeight) / 2),
        behavior: calm.matches ? "auto" : "smooth",
      });
    }
  }
  const seen = box.getBoundingClientRect();
  if (seen.top < 0 || seen.top > innerHeight - 160) {
    document
      .querySelector(".chart-card")
      .scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }
}

/** What is under a point of the chart: the topmost bar, and what lies on it there. */
function under(event) {
  const box = $("plot").getBoundingClientRect();
  const x = event.clientX - box.left;
  if (x < chart.gutter || x > chart.width - EDGE) return null;
  const clock = chart.from + ((x - chart.gutter) / plotWidth()) * (chart.to - chart.from);
  const y = (event.clientY - box.top) / chart.lane;
  let found = null;
  for (const [number, bar] of chart.bars) {
    const row = state.day.rows[number];
    const slack = ((chart.to - chart.from) / plotWidth()) * 2;
    if (
      Math.abs(bar.y - y) > bar.height / 2 ||
      clock < row.at - slack ||
      clock > row.at + row.length + slack ||
      state.hidden.has(row.drawn)
    )
      continue;
    if (found === null || state.day.rows[found].drawn === "shift") found = number;
  }
  if (found === null) return null;
  const reach = ((chart.to - chart.from) / plotWidth()) * 7;
  const here = (each) =>
    each.row === found &&
    clock >= each.at - Math.max(0, reach - each.length / 2) &&
    clock <= each.at + each.length + Math.max(0, reach - each.length / 2);
  return { number: found, on: [...state.day.contests.filter(here), ...state.day.interruptions.filter(here)], clock };
}

function tell(row, on) {
  const who = [
    row.patient && patientLabel(row.patient),
    row.provider &&
      `${providerLabel(row.provider)}${state.data.roles[row.provider] ? `, ${state.data.roles[row.provider]}` : ""}`,
  ];
  const heading = row.patient ? who[0] : who[1];
  const second =
    row.kind === "shift"
      ? "on shift"
      : row.kind === "away"
        ? "away from patients"
        : row.kind === "appointment"
          ? row.provider
            ? `booked with ${who[1]}`
            : "booked, nobody named"
          : row.provider
            ? `with ${who[1]}`
            : state.data.nobody.toLowerCase();
  const lines = [second, row.when, row.what, row.kind === "shift" ? "" : row.counts]
    .filter(Boolean)
    .map((text) => make("p", { text }));
  const marks = on.map((each) => make("div", { classes: "tip-mark" }, ...each.told.map((text) => make("p", { text }))));
  return [make("strong", { text: heading }), ...lines, ...marks, make("p", { classes: "tip-row", text: row.id })];
}

const hideTip = () => ($("tip").hidden = true);

function showTip(event) {
  const found = under(event);
  const tip = $("tip");
  $("plot").classList.toggle("over-bar", Boolean(found));
  if (!found) return hideTip();
  tip.replaceChildren(...tell(state.day.rows[found.number], found.on));
  tip.hidden = false;
  const width = tip.offsetWidth;
  const height = tip.offsetHeight;
  const x = event.clientX + 16 + width > innerWidth - 8 ? event.clientX - 12 - width : event.clientX + 16;
  const y = event.clientY + 18 + height > innerHeight - 8 ? event.clientY - 14 - height : event.clientY + 18;
  tip.style.transform = `translate(${Math.max(8, x)}px, ${Math.max(8, y)}px)`;
}

function startOverlay() {
  const plot = $("plot");
  let moved = null;
  let pressed = null;
  plot.addEventListener("pointermove", (event) => {
    if (event.buttons) return hideTip();
    if (!moved) requestAnimationFrame(() => (showTip(moved), (moved = null)));
    moved = event;
  });
  plot.addEventListener("pointerleave", () => requestAnimationFrame(hideTip));
  plot.addEventListener(
    "pointerdown",
    (event) => {
      pressed = { x: event.clientX, y: event.clientY, found: under(event) };
      hideTip();
    },
    true,
  );
  addEventListener(
    "pointerup",
    (event) => {
      const from = pressed;
      pressed = null;
      if (!from || !from.found || Math.hypot(event.clientX - from.x, event.clientY - from.y) > 4) return;
      chooseAt(from.found);
    },
    true,
  );
  $("chart-scroll").addEventListener("scroll", hideTip, { passive: true });
  $("gd").addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomBy(event.deltaY > 0 ? 1.25 : 0.8);
    },
    { passive: false },
  );
}

/** Plotly's own drags move the axis: the overlay follows, and a drag out of the day comes back when it ends. */
function followDrags() {
  const follow = (change) => {
    const from = change["xaxis.range[0]"] ?? (change["xaxis.range"] || [])[0];
    const to = change["xaxis.range[1]"] ?? (change["xaxis.range"] || [])[1];
    if (from === undefined || to === undefined) return;
    [chart.from, chart.to] = [Number(from), Number(to)];
    place();
    drawMarks();
  };
  const settle = (change) => {
    follow(change);
    const [low, high] = bounds();
    if (chart.from < low - 1 || chart.to > high + 1) zoom(chart.from, chart.to);
  };
  $("gd").on("plotly_relayouting", follow);
  $("gd").on("plotly_relayout", settle);
}

/** A click on a bar opens what it proves: the finding on that spot, or the visit. */
function chooseAt({ number, on, clock }) {
  const hits = on.length
    ? state.day.findings.flatMap((each, i) =>
        each.rows.includes(number) &&
        wall(each.start) <= clock + 60 &&
        wall(each.end) >= clock - 60 &&
        /overlap|interruption/.test(each.rule)
          ? [i]
          : [],
      )
    : [];
  if (hits.length) return choose("finding", hits[0]);
  const visit = state.day.visitOf[number];
  if (visit !== undefined) choose("visit", visit);
}
