// What the trends are drawn with: Plotly, and the page's colors.

import { $, make } from "./base.js";
import { inflate } from "./inflate.js";

/** @type {Promise<unknown> | null} */
let loading = null;

/** Plotly, which is large: from where it is packed in this file, else from its own, which comes after this script. */
export function plotly() {
  const packed = $("plotly");
  loading ??=
    "Plotly" in window
      ? Promise.resolve()
      : packed
        ? inflate(String(packed.textContent)).then(run)
        : new Promise((resolve) => addEventListener("DOMContentLoaded", () => resolve(null)));
  return loading;
}

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
