// What the trends are drawn with: Plotly, and the page's colors.

/** Plotly comes after this script, so that figures and tables stand while the browser still reads it. */
export function plotly() {
  return "Plotly" in window
    ? Promise.resolve()
    : new Promise((resolve) => addEventListener("DOMContentLoaded", () => resolve(null)));
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
