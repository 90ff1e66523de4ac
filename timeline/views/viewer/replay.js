// Replay: the clock, the moving line, and who is with whom at the instant it shows.

const DOING = { one_on_one: "One-on-one", group: "Group", contested: "Contested", busy: "Busy", idle: "Free" };
const STATE_LOOK = { other_discipline: "one_on_one", waiting: "rest", away: "rest" };
const replay = { playing: false, before: 0, stepped: 0, linking: 0, cards: [] };

const first = () => Math.floor(state.day.start / 60) * 60;
const last = () => Math.ceil(state.day.end / 60) * 60;

/** Go to an instant; the cards follow by the whole minute unless a second was asked for. */
function goTo(time, { exact = false, link = true } = {}) {
  state.time = Math.min(last(), Math.max(first(), time));
  const instant = exact ? Math.round(state.time) : Math.floor(state.time / 60) * 60;
  placeLine();
  if (instant === state.instant && replay.cards.length) return;
  state.instant = instant;
  const shown = clockText(instant);
  if (over.flag) over.flag.textContent = shown;
  const clock = $("clock");
  if (document.activeElement !== clock || replay.playing) clock.value = shown;
  $("tab-clock").textContent = shown;
  $("scrub").value = instant;
  $("scrub").setAttribute("aria-valuetext", shown);
  drawCards(false);
  if (link && !replay.playing) linkInstant();
  if (!replay.playing) announce(`${shown}. ${summary()}`);
}

/** Put the instant, and nothing else, into the page's address, once the line has come to rest. */
function linkInstant() {
  const day = state.data.days.length > 1 ? `&d=${state.day.date}` : "";
  const address = `#t=${clockText(state.instant)}${day}`;
  $("instant-link").setAttribute("href", address);
  clearTimeout(replay.linking);
  replay.linking = setTimeout(() => {
    try {
      history.replaceState(null, "", address);
    } catch {
      // A page inside another one may not change its address; the link still works.
    }
  }, 250);
}

/** Read a view, a day and an instant from the address; false if it has no instant. */
function followLink() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const away = development.shown;
  if (asked.get("v") === "trends" && trendsGiven()) return showTrends(true), false;
  if (away) showTrends(false);
  const day = state.data.days.find((each) => each.date === asked.get("d"));
  if (day && day !== state.day) showDay(day);
  else if (away) drawChart();
  const clock = readClock(asked.get("t") || "");
  if (clock === null) return false;
  goTo(unwall(clock), { exact: clock % 60 !== 0, link: false });
  linkInstant();
  return true;
}

function play(on = !replay.playing) {
  if (on === replay.playing) return;
  replay.playing = on;
  $("play-word").textContent = on ? "Pause" : "Play";
  $("play-icon").setAttribute("d", on ? "M4 3h3v10H4zM9 3h3v10H9z" : "M4 2.5v11l9-5.5z");
  if (!on) {
    linkInstant();
    announce(`Paused at ${clockText(state.instant)}. ${summary()}`, 50);
    return;
  }
  if (state.time >= last()) goTo(first(), { link: false });
  showNow();
  replay.before = replay.stepped = performance.now();
  announce("Playing", 50);
  requestAnimationFrame(frame);
}

function frame(now) {
  if (!replay.playing) return;
  const speed = Number($("speed").value);
  // Without motion the line moves once a second instead of gliding.
  const due = calm.matches ? now - replay.stepped >= 1000 : true;
  if (due) {
    const passed = Math.min(1000, now - (calm.matches ? replay.stepped : replay.before));
    replay.stepped = now;
    goTo(state.time + (passed / 1000) * speed);
    follow();
  }
  replay.before = now;
  if (state.time >= last()) play(false);
  else requestAnimationFrame(frame);
}

/** Turn the page of a zoomed chart when the line runs out of it. */
function follow() {
  const clock = wall(state.time);
  if (inView(clock)) return;
  const span = chart.to - chart.from;
  zoom(clock - span * 0.1, clock + span * 0.9);
}

function step(seconds) {
  play(false);
  goTo((seconds > 0 ? Math.floor(state.instant / 60) : Math.ceil(state.instant / 60)) * 60 + seconds);
  follow();
}

/** The findings that are shown, in the order of the day. */
const inOrder = () =>
  [...state.shown.findings].sort((a, b) => state.day.findings[a].start - state.day.findings[b].start || a - b);

function stepFinding(direction) {
  const order = inOrder();
  if (!order.length) return announce("No finding is shown.", 50);
  const at = state.chosen && state.chosen.kind === "finding" ? order.indexOf(state.chosen.number) : -1;
  let next = at + direction;
  if (at < 0) {
    next = order.findIndex((i) => state.day.findings[i].start >= state.instant);
    if (next < 0) next = order.length;
    if (direction < 0) next -= 1;
  }
  choose("finding", order[(next + order.length) % order.length]);
}

/** Marks over the slider: every finding that is shown, and the part of the day the chart shows. */
function drawMarks() {
  const [from, to] = [first(), last()];
  const place = (time) => `${(100 * (time - from)) / (to - from || 1)}%`;
  const marks = [...state.shown.findings].reverse().map((i) => {
    const { severity, start } = state.day.findings[i];
    return make("i", { classes: severity, style: { left: place(start) } });
  });
  const [low, high] = bounds();
  const zoomed = chart.to - chart.from < (high - low) * 0.98;
  const window_ = zoomed
    ? make("b", {
        style: { left: place(Math.max(from, chart.from)), right: `calc(100% - ${place(Math.min(to, chart.to))})` },
      })
    : null;
  $("marks").replaceChildren(...[window_, ...marks].filter(Boolean));
}

/** Everybody there is at the instant, in a sentence. */
function summary() {
  let busy = 0;
  let contested = 0;
  let present = 0;
  for (const each of state.day.provider_instants) {
    const at = spanAt(each.spans, state.instant);
    if (at < 0) continue;
    present += 1;
    if (each.spans[at][2] === "contested") contested += 1;
    if (each.spans[at][2] !== "idle") busy += 1;
  }
  if (!present) return "Nobody is on site.";
  return `${busy} of ${plural(present, "provider")} occupied${contested ? `, ${contested} claimed twice` : ""}.`;
}

/** Make one empty card per provider or per visit, in the order of the chart. */
function makeCards() {
  const { day, now } = state;
  const listed = now === "provider" ? day.provider_instants : day.patient_instants;
  const order = new Map(day.views[now].keys.map((key, i) => [key, i]));
  const sorted = listed.map((each) => each).sort((a, b) => (order.get(a[now]) ?? 1e9) - (order.get(b[now]) ?? 1e9));
  replay.cards = sorted.map((entry) => ({
    entry,
    at: -2,
    element: make("li", { classes: "person", hidden: true, "data-key": entry[now] }),
  }));
  $("cards").replaceChildren(...replay.cards.map((card) => card.element));
}

/** Bring the cards to the instant; a card in which nothing changes is left alone. */
function drawCards(anew) {
  if (anew || !replay.cards.length) makeCards();
  const build = state.now === "provider" ? providerCard : patientCard;
  let shown = 0;
  for (const card of replay.cards) {
    const at = spanAt(card.entry.spans, state.instant);
    if (at !== card.at) {
      card.at = at;
      const told = at >= 0 && answers(card.entry, card.entry.spans[at]);
      card.element.hidden = !told;
      if (told) build(card.element, card.entry, card.entry.spans[at]);
    }
    if (!card.element.hidden) shown += 1;
  }
  $("cards-empty").hidden = shown > 0;
  if (!shown) {
    const who = state.now === "provider" ? "No provider is on site" : "No visit is under way";
    $("cards-empty").textContent =
      `${who} at ${clockText(state.instant)}${filtering() ? " that these filters show" : ""}. Move the slider, or choose a finding.`;
  }
}

/** Whether the filters leave a card. */
function answers(entry, span) {
  if (!filtering()) return true;
  const rows = span[6];
  if (rows.some((row) => state.shown.rows.has(row))) return true;
  return state.now === "provider" && filter.provider === entry.provider;
}

function heading(name, tag, chip, drawn) {
  return make(
    "div",
    { classes: "person-head" },
    tag ? make("span", { classes: "tag", text: tag }) : null,
    make("h3", { text: name }),
    make("span", { classes: `chip ${chip === "Contested" ? "warn" : ""}` }, drawn ? swatch(drawn) : null, chip),
  );
}

/** A recorded row on a card: who or what, and since when until when. */
function openRow(row, title, extra) {
  return make(
    "li",
    {},
    swatch(row.drawn),
    make(
      "div",
      {},
      make("p", { classes: "open-who", text: title }),
      make("p", {
        classes: "open-what",
        text: [row.code || row.what.split(" · ").at(-1), row.when.split(" · ")[0], extra].filter(Boolean).join(" · "),
      }),
    ),
  );
}

function providerCard(element, entry, [, , doing, , engaged, patients, rows]) {
  const recorded = rows.map((number) => state.day.rows[number]);
  const contested = doing === "contested";
  element.className = `person ${contested ? "contested" : ""}`;
  Object.assign(element.dataset, { doing, engaged: engaged.join("|"), patients: patients.join("|") });
  const counts = (row) => engaged.includes(row.patient) || (row.group && engaged.includes(row.group));
  const listed = recorded.map((row) => {
    const title = row.patient
      ? patientName(row.patient)
      : row.kind === "away"
        ? "Away from patients"
        : providerName(row.provider);
    return openRow(row, title, contested && row.patient ? (counts(row) ? "counts" : "does not count") : "");
  });
  const kept = engaged.map((label) => (state.data.patients[label] ? patientName(label) : label)).join(", ");
  fill(
    element,
    heading(providerName(entry.provider), state.data.roles[entry.provider], DOING[doing], ""),
    contested
      ? make("p", {
          classes: "person-note",
          text: `Claimed twice. Contest rule ${state.data.contest}: ${kept ? `counts for ${kept}` : "counts for nobody"}.`,
        })
      : null,
    listed.length
      ? make("ul", { classes: "open-rows" }, ...listed)
      : make("p", { classes: "open-what", text: "On site, nobody recorded" }),
  );
}

function patientCard(element, entry, [, , doing, provider, credited, beside, rows]) {
  element.className = `person ${doing === "contested" ? "contested" : ""}`;
  Object.assign(element.dataset, { state: doing, provider, beside: beside.join("|") });
  const row = credited === null ? null : state.day.rows[credited];
  const also = beside.map(providerName).join(", ");
  const listed = rows
    .map((number) => state.day.rows[number])
    .map((each) =>
      openRow(each, each.provider ? providerName(each.provider) : state.data.nobody, each === row ? "counts" : ""),
    );
  fill(
    element,
    heading(patientName(entry.patient), entry.discipline, capital(spoken(doing)), STATE_LOOK[doing] || doing),
    make("p", {
      classes: "person-note",
      text: [
        row ? `Credited to ${providerName(provider)}${row.code ? ` for ${row.code}` : ", without a code"}` : "",
        also ? `also attending: ${also}` : "",
      ]
        .filter(Boolean)
        .join("; "),
    }),
    listed.length
      ? make("ul", { classes: "open-rows" }, ...listed)
      : make("p", { classes: "open-what", text: "Nothing recorded" }),
  );
}

function showNow() {
  if ($("tab-now").getAttribute("aria-selected") !== "true") sideTab($("tab-now"), false);
}

function startReplay() {
  $("play").addEventListener("click", () => play());
  $("previous").addEventListener("click", () => stepFinding(-1));
  $("next").addEventListener("click", () => stepFinding(1));
  $("scrub").addEventListener("input", (event) => {
    play(false);
    goTo(Number(event.target.value));
    follow();
  });
  const clock = $("clock");
  clock.addEventListener("change", () => {
    const asked = readClock(clock.value);
    $("clock-fault").textContent = asked === null ? "Write a time as 10:57." : "";
    clock.setAttribute("aria-invalid", String(asked === null));
    if (asked === null) return;
    play(false);
    goTo(unwall(asked), { exact: asked % 60 !== 0 });
    clock.value = clockText(state.instant);
    follow();
  });
  clock.addEventListener("keydown", (event) => {
    if (event.key === "Enter") clock.dispatchEvent(new Event("change"));
  });
  for (const now of ["provider", "patient"]) {
    $(`now-${now}s`).addEventListener("click", () => {
      state.now = now;
      press({ provider: "now-providers", patient: "now-patients" }, now);
      drawCards(true);
    });
  }
  addEventListener("hashchange", () => state.day && followLink());
}
