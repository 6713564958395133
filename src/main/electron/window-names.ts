/** Names of windows, under which Electron keeps their places and sizes: the first one has those of the first one before. */

/** The first that is free. */
export function windowName(taken: Iterable<string>): string {
  const names = new Set(taken)
  for (let number = 1; ; number++) if (!names.has(`window-${number}`)) return `window-${number}`
}
