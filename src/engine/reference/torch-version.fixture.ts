/** Versions of PyTorch, for tests of exports that need one that is new enough. */

/** Whether a version of PyTorch is older than the one wanted, both as `2.4` or `2.4.0`. */
export function isOlder(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split('.').map(Number)) as [number[], number[]]
  return a[0]! !== b[0]! ? a[0]! < b[0]! : a[1]! < b[1]!
}
