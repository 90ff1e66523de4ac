// The rows of a long table: the first at once, more as somebody comes near their end, and all of them on paper.

import { fill, make, plural, printing } from "./base.js";

/** So many rows are drawn at a time; a browser lays out all of a table for one more row. */
const PART = 60;
/** Pixels above the end at which the next rows are drawn. */
const NEAR = 800;

/**
 * Make a table one whose rows are drawn part by part.
 * @param {HTMLTableElement} table
 * @param {(number: number) => HTMLElement} rowOf the row of an entry
 * @param {() => void} grown told after more rows were drawn
 * @returns {PartedList}
 */
export function partedList(table, rowOf, grown) {
  const body = table.tBodies[0];
  const end = make("p", { classes: "more-rows", hidden: true });
  table.after(end);
  /** @type {number[]} */
  let numbers = [];
  /** @type {Map<number, HTMLElement>} */
  let rows = new Map();
  const near = new IntersectionObserver(
    (told) => {
      if (!told.some((each) => each.isIntersecting)) return;
      drawTo(rows.size + PART);
      grown();
    },
    { root: table.parentElement, rootMargin: `0px 0px ${NEAR}px 0px` },
  );

  /** @param {number} most */
  function drawTo(most) {
    body.append(
      ...numbers.slice(rows.size, most).map((number) => {
        const row = rowOf(number);
        rows.set(number, row);
        return row;
      }),
    );
    // Whoever still stands at the end is told of it anew.
    near.unobserve(end);
    const left = numbers.length - rows.size;
    end.hidden = left === 0;
    if (!left) return;
    table.setAttribute("aria-rowcount", String(numbers.length + 1));
    fill(end, `${plural(left, "more row")}. `, make("button", { type: "button", classes: "link", text: "Show all", on: { click: all } }));
    near.observe(end);
  }

  function all() {
    if (rows.size === numbers.length) return;
    drawTo(numbers.length);
    grown();
  }

  addEventListener("beforeprint", all);
  printing.addEventListener("change", () => printing.matches && all());
  return {
    draw(wanted) {
      numbers = wanted;
      rows = new Map();
      body.replaceChildren();
      table.removeAttribute("aria-rowcount");
      drawTo(printing.matches ? numbers.length : PART);
    },
    row(number) {
      if (!rows.has(number)) {
        const at = numbers.indexOf(number);
        if (at >= 0) drawTo(at + 1);
      }
      return rows.get(number);
    },
  };
}
