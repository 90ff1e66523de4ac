// What to call people where there is little room: shorter and shorter names, none of which two of them share.

/** @type {Map<string, number>} */
const widths = new Map();
const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/**
 * Pixels a text takes in a font.
 * @param {string} text
 * @param {string} font
 */
export function widthIn(text, font) {
  const key = `${font}\n${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 20_000) widths.clear();
    pen.font = font;
    widths.set(key, (width = pen.measureText(text).width));
  }
  return width;
}

/** @param {string} word */
const worded = (word) => /^\p{L}[\p{L}\p{M}'’.-]+$/u.test(word);

/**
 * The ways to write a name, longest first; a word of a name stays whole.
 * @param {string} name
 */
function forms(name) {
  const comma = name.indexOf(",");
  const [family, given] =
    comma > 0
      ? [name.slice(0, comma).trim(), name.slice(comma + 1).trim()]
      : [name.split(" ").at(-1) || "", name.split(" ").slice(0, -1).join(" ")];
  if (!given) return [name];
  // "(P7)" tells two people of one name apart, and is no name.
  if (!worded(family)) return [name, name.split(" ").slice(1).join(" ")].filter((form) => !form.startsWith("("));
  return [name, `${family}, ${given.charAt(0)}.`, family];
}

/**
 * For every person the names to choose from, longest first; the id is always among them.
 * @param {Iterable<string>} ids
 * @param {(id: string) => string} nameOf
 * @returns {Map<string, string[]>}
 */
export function shortNames(ids, nameOf) {
  const all = new Map([...new Set(ids)].map((id) => [id, forms(nameOf(id))]));
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const list of all.values()) for (const form of new Set(list)) times.set(form, (times.get(form) || 0) + 1);
  /** @param {string} form */
  const alone = (form) => times.get(form) === 1;
  // Where few have a family name of their own, nobody goes by it: "Three" among P1 and P2 is no name.
  const families = [...all.values()].filter((list) => list.length === 3);
  const short = families.filter((list) => alone(list[2])).length * 2 > families.length;
  return new Map(
    [...all].map(([id, list]) => {
      const own = list.filter((form, i) => i === 0 || (alone(form) && (i < 2 || short)));
      return [id, [...new Set([...own, id])].sort((a, b) => b.length - a.length)];
    }),
  );
}
