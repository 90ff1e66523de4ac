// Words that a search found, lit in the tables where the browser can do so without touching the text.

import { $ } from "./base.js";
import { filter } from "./filters.js";

const MOST = 2000;

/** Light what the search matched, and let the rest go. */
export function lightWords() {
  if (!("highlights" in CSS)) return;
  const terms = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  /** @type {Range[]} */
  const found = [];
  if (terms.length) {
    for (const table of [$("findings"), $("visits")]) {
      const walker = document.createTreeWalker(table.tBodies[0], NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node && found.length < MOST; node = walker.nextNode()) lightIn(node, terms, found);
    }
  }
  CSS.highlights.set("found", new Highlight(...found));
}

/**
 * Collect where terms stand in a text.
 * @param {Node} node
 * @param {string[]} terms
 * @param {Range[]} found
 */
function lightIn(node, terms, found) {
  const text = String(node.textContent).toLowerCase();
  for (const term of terms) {
    for (let at = text.indexOf(term); at >= 0 && text.length === String(node.textContent).length; at = text.indexOf(term, at + term.length)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + term.length);
      found.push(range);
    }
  }
}
