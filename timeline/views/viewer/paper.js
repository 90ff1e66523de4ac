// What the trends are drawn with: Plotly, and the page's colors.

import { $, make } from "./base.js";
import { inflate } from "./inflate.js";

const REST = 1500; // milliseconds without a hand on the page, after which there is time for what may be wanted
const HANDS = ["pointerdown", "pointermove", "keydown", "wheel", "scroll"];

/** @type {Promise<unknown> | null} */
let loading = null;

/** Plotly, which is large: from where it is packed in this file, else from its own file at the server. */
export function plotly() {
  const packed = $("plotly");
  loading ??= "Plotly" in window ? Promise.resolve() : packed ? inflate(String(packed.textContent)).then(run) : fetched();
  return loading.catch((fault) => {
    loading = null; // whoever wants it next asks again
    throw fault;
  });
}

/**
 * Have Plotly ready before it is wanted: once the page is left alone for a moment, or a hand is on the way to a button.
 * @param {HTMLElement} button
 * @param {() => boolean} wanted whether there is anything to draw with it
 */
export function prepare(button, wanted) {
  const over = new AbortController();
  const load = () => {
    if (!wanted()) return;
    over.abort();
    // What fails here is asked for again, and told, when it is wanted.
    plotly().catch(() => null);
  };
  let waiting = 0;
  const later = () => {
    clearTimeout(waiting);
    if (!over.signal.aborted) waiting = setTimeout(() => ("requestIdleCallback" in window ? requestIdleCallback(load) : load()), REST);
  };
  for (const name of HANDS) addEventListener(name, later, { passive: true, capture: true, signal: over.signal });
  for (const name of ["pointerenter", "focus"]) button.addEventListener(name, load, { signal: over.signal });
  later();
}

/** Plotly's file at the server. */
const fetched = () =>
  new Promise((resolve, reject) => document.head.append(make("script", { src: "/static/plotly.js", on: { load: resolve, error: reject } })));

/**
 * Run a script of this file; the page's policy knows its hash, and lets no other run.
 * @param {string} text
 */
function run(text) {
  document.head.append(make("script", { text }));
}

/**
 * Colors that follow the page, light or dark.
 * @returns {Ink}
 */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    grid: read("--grid"),
    minor: read("--grid-minor"),
    card: read("--card"),
    faint: read("--line-strong"),
    ink: read("--ink"),
    muted: read("--muted"),
    accent: read("--accent"),
  };
}
