// What both the chart and the trends are drawn with: Plotly, the page's colors, and the width of words.

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

/** @type {Map<string, number>} */
const widths = new Map();

/**
 * Pixels a name takes on a bar: its letters' widths, measured once in the page's own font.
 * @param {string} text
 */
export function widthOf(text) {
  if (!widths.size) {
    const letters = Array.from({ length: 0x17f - 0x20 }, (_, i) =>
      make("span", { text: String.fromCharCode(0x20 + i) }),
    );
    const ruler = make("div", { classes: "bar-name ruler" }, ...letters);
    $("over").append(ruler);
    for (const letter of letters) widths.set(String(letter.textContent), letter.getBoundingClientRect().width);
    ruler.remove();
  }
  let width = 0;
  for (const letter of text) width += widths.get(letter) ?? 11;
  return width;
}
