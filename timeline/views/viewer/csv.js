// Files that the browser saves: a table as a CSV that a spreadsheet opens without running anything in it, or a text.

/** A cell that begins so would run as a formula; the reader of this program takes the apostrophe off again. */
const RUNS = /^\s*['=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** @param {string | number} value */
function cell(value) {
  const text = String(value);
  const safe = RUNS.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {(string | number)[][]} rows */
export const csv = (rows) => rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

/**
 * Let the browser save a text under a name that names nobody.
 * @param {string} name
 * @param {string} text
 */
export function save(name, text, type = "text/csv") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
