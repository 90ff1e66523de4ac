// Calls go down, from a part to what it builds on; what happened goes up, to whoever wants to know.

/** @type {Map<string, ((...told: any[]) => void)[]>} */
const listening = new Map();

/**
 * Do something whenever an event happens, after whatever else waits for it.
 * @template {keyof PageEvents} Name
 * @param {Name} name
 * @param {(...told: PageEvents[Name]) => void} act
 */
export function on(name, act) {
  listening.set(name, [...(listening.get(name) || []), act]);
}

/**
 * Say that something happened, or is asked for; everybody who waits for it acts before this returns.
 * @template {keyof PageEvents} Name
 * @param {Name} name
 * @param {PageEvents[Name]} told
 */
export function emit(name, ...told) {
  for (const act of listening.get(name) || []) act(...told);
}
