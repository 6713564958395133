/** Paths of modules in PyTorch's module tree: `conv1`, `features.0`. */

export const PATH = /^[\p{L}\p{N}_]+(\.[\p{L}\p{N}_]+)*$/u
export const MAX_LENGTH = 1000

/** Keys of a ModuleDict may be anything; few names are paths that can be written down. */
export function isPath(name: string): boolean {
  return name.length <= MAX_LENGTH && PATH.test(name)
}

/** Two paths of which one tree has room for one: twice the same, or one inside the other. */
export function clashOf(paths: readonly string[]): [string, string] | undefined {
  const seen = new Set<string>()
  for (const path of paths) {
    if (seen.has(path)) return [path, path]
    seen.add(path)
  }
  for (const path of paths) {
    const around = pathsAround(path).find((outer) => seen.has(outer))
    if (around !== undefined) return [around, path]
  }
  return undefined
}

/** `a` and `a.b` for `a.b.c`. */
export function pathsAround(path: string): string[] {
  const words = path.split('.')
  return words.slice(1).map((_, index) => words.slice(0, index + 1).join('.'))
}
