// What every part of the page builds on: elements, words, numbers and clocks as text.

/**
 * The element of the page with an id.
 * @template {string} Id
 * @param {Id} id
 * @returns {Id extends keyof PageElements ? PageElements[Id] : HTMLElement}
 */
export const $ = (id) => /** @type {any} */ (document.getElementById(id));

/**
 * What an object itself has under a key. Ids are any text, and an object answers to words like `constructor`.
 * @template Value
 * @param {Record<string, Value>} object
 * @param {string} key
 * @returns {Value | undefined}
 */
export const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

/**
 * Make an element; text always becomes text, never markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} options
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (name === "style") for (const [rule, told] of Object.entries(value)) element.style.setProperty(rule, told);
    else element.setAttribute(name === "classes" ? "class" : name, value === true ? "" : value);
  }
  element.append(...there(children));
  return element;
}

/**
 * Leave out what is not there.
 * @template Child
 * @param {(Child | null | undefined | false)[]} children
 * @returns {Child[]}
 */
const there = (children) =>
  /** @type {Child[]} */ (children.filter((child) => child !== null && child !== undefined && child !== false));

/**
 * Put children into an element in place of what it holds; what is not there is left out.
 * @param {Element} element
 * @param {...(Node | string | null | undefined | false)} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...there(children));
}

/** Made once: to make one takes longer than to write a thousand numbers. */
const thousands = new Intl.NumberFormat("en-US");
const amounts = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
/** @param {number} amount */
export const amountText = (amount) => amounts.format(amount);
/** @param {number} count @param {string} one */
export const plural = (count, one, many = `${one}s`) => `${thousands.format(count)} ${count === 1 ? one : many}`;
/** @param {string} word */
export const spoken = (word) => (word === "one_on_one" ? "one-on-one" : word.replaceAll("_", " "));
/** @param {string} word */
export const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
/** @param {number} seconds */
export const minutesOf = (seconds) => thousands.format(Math.floor(seconds / 60));
/** @param {number} number */
export const two = (number) => String(number).padStart(2, "0");

export const calm = matchMedia("(prefers-reduced-motion: reduce)");
export const dark = matchMedia("(prefers-color-scheme: dark)");
export const printing = matchMedia("print");
export const coarse = matchMedia("(pointer: coarse)");

/**
 * Read `HH:MM` or `HH:MM:SS`, also `1057`; null if it is no clock time.
 * @param {string} text
 */
export function readClock(text) {
  const found = /^\s*(\d{1,2})[:.h]?(\d{2})(?:[:.](\d{2}))?\s*$/.exec(text);
  if (!found) return null;
  const [hours, minutes, seconds] = found.slice(1).map((part) => Number(part || 0));
  return hours > 47 || minutes > 59 || seconds > 59 ? null : hours * 3600 + minutes * 60 + seconds;
}

/**
 * The span that holds an instant, or -1: spans are half-open and sorted.
 * @param {readonly (readonly [number, number, ...unknown[]])[]} spans
 * @param {number} time
 */
export function spanAt(spans, time) {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle][0] <= time) low = middle + 1;
    else high = middle;
  }
  return low > 0 && time < spans[low - 1][1] ? low - 1 : -1;
}

let announcing = 0;
/**
 * Say something to a screen reader, once the reviewer has stopped moving.
 * @param {string} text
 */
export function announce(text, wait = 500) {
  clearTimeout(announcing);
  announcing = setTimeout(() => ($("live").textContent = text), wait);
}

/**
 * A colored, patterned square or badge that shows a state as the chart does.
 * @param {string} key
 */
export function swatch(key) {
  return make("span", { classes: "swatch", "data-drawn": key, "aria-hidden": "true" });
}

/** @param {string} severity */
export function badge(severity) {
  return make("span", { classes: `severity ${severity}` }, make("i", { "aria-hidden": "true" }), severity);
}

/** @param {string} text @param {string} [classes] */
export const para = (text, classes) => make("p", { text, classes });

/** @param {string} title @param {...(Node | null)} children */
export const section = (title, ...children) =>
  make("section", { classes: "proof-part" }, make("h3", { text: title }), ...children);

/**
 * Make a row of tabs work by arrows, Home and End, as screen readers expect; gives the function that selects one.
 * @param {HTMLElement} list
 * @param {(tab: HTMLElement) => void} [choose]
 */
export function tabs(list, choose) {
  const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
  /** @param {HTMLElement} tab @param {boolean} focus */
  const select = (tab, focus) => {
    for (const each of all) {
      each.setAttribute("aria-selected", String(each === tab));
      each.tabIndex = each === tab ? 0 : -1;
      $(String(each.getAttribute("aria-controls"))).hidden = each !== tab;
    }
    if (focus) tab.focus();
    if (choose) choose(tab);
  };
  list.addEventListener("click", (event) => {
    const tab = /** @type {HTMLElement} */ (event.target).closest("[role=tab]");
    if (tab instanceof HTMLElement) select(tab, false);
  });
  list.addEventListener("keydown", (event) => {
    const step = own({ ArrowLeft: -1, ArrowRight: 1 }, event.key);
    const edge = own({ Home: 0, End: -1 }, event.key);
    if (event.shiftKey || (step === undefined && edge === undefined)) return;
    const offered = all.filter((tab) => !tab.hidden);
    const at = offered.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    select(offered.at(edge ?? (at + (step ?? 0) + offered.length) % offered.length) ?? all[0], true);
    event.preventDefault();
    event.stopPropagation();
  });
  return select;
}

/** @param {Record<string, string>} buttons @param {string} pressed */
export function press(buttons, pressed) {
  for (const [key, id] of Object.entries(buttons)) $(id).setAttribute("aria-pressed", String(key === pressed));
}
