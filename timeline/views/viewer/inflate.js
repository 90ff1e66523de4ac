// What the file holds compressed, opened by the browser itself.

/**
 * Open a text that was compressed with gzip and written as base64.
 * @param {string} packed
 */
export function inflate(packed) {
  const letters = atob(packed);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
