/** What lasts from one test file to the next in a process that they share, and what ends with each of them. */

const endings: (() => unknown)[] = []

/** Has it called, and waited for, when the tests of a file are over: of each file in the process. */
export function onEndOfFile(end: () => unknown): void {
  endings.push(end)
}

/** Something that each test file has one of, made when the file first asks. */
export function perFile<T>(make: () => T): () => T {
  let kept: { made: T } | null = null
  onEndOfFile(() => (kept = null))
  return () => (kept ??= { made: make() }).made
}

export async function endOfFile(): Promise<void> {
  for (const end of endings) await end()
}
