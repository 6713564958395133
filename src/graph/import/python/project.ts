/** The files of Python beside the one that is read, and which of them an `import` means. Nothing else is ever looked at. */
import type { Project } from '../result/imported'

/** A file, and what of the dotted name is left behind it: names in it. */
export interface FoundFile {
  file: string
  rest: readonly string[]
}

/** The paths that a dotted name may mean for a file in that folder, the likeliest first. */
export function candidates(folder: string, dotted: string, root?: string): string[] {
  const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(dotted) ?? []
  const words = name === '' ? [] : name.split('.')
  const parts = folder === '' ? [] : folder.split('/')
  if (dots !== '') {
    const above = dots.length - 1
    return above > parts.length ? [] : filesOf([...parts.slice(0, parts.length - above), ...words])
  }
  // Python looks beside the script and on its path: here the folders around it, up to the one that was given.
  const found = Array.from({ length: parts.length + 1 }, (_, up) =>
    filesOf([...parts.slice(0, parts.length - up), ...words]),
  ).flat()
  // The folder that was given may be the package itself.
  return words[0] === root ? [...found, ...filesOf(words.slice(1))] : found
}

function filesOf(words: readonly string[]): string[] {
  const path = words.join('/')
  return path === '' ? ['__init__.py'] : [`${path}.py`, `${path}/__init__.py`]
}

/** The file that `from` means with a dotted name, or with a beginning of it; undefined where there is none. */
export function findFile(
  { files, name: root }: Project,
  from: string,
  dotted: string,
): FoundFile | undefined {
  const folder = from.split('/').slice(0, -1).join('/')
  const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(dotted) ?? []
  const words = name === '' ? [] : name.split('.')
  for (let count = words.length; count >= (dots === '' ? 1 : 0); count--) {
    const file = candidates(folder, dots + words.slice(0, count).join('.'), root).find(
      (path) => files.has(path) && path !== from,
    )
    if (file !== undefined) return { file, rest: words.slice(count) }
  }
  return undefined
}

/** The dotted names that a source imports, for who fetches the files. */
export function importedNames(source: string): string[] {
  const text = source.replace(/\\\n/g, ' ')
  const from = [...text.matchAll(/^[ \t]*from[ \t]+(\S+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n#]*))/gm)]
  const plain = [...text.matchAll(/^[ \t]*import[ \t]+([^\n#]*)/gm)]
  return [
    ...from.flatMap(([, module = '', inside, line = '']) => [
      module,
      ...(inside ?? line)
        .replace(/#[^\n]*/g, '')
        .split(',')
        .map((item) => item.trim().split(/\s/)[0] ?? '')
        .filter((item) => item !== '' && item !== '*')
        .map((item) => (module.endsWith('.') ? module + item : `${module}.${item}`)),
    ]),
    ...plain.flatMap(([, names = '']) => names.split(',').map((item) => item.trim().split(/\s/)[0] ?? '')),
  ].filter((name) => name !== '')
}

/** Far more files than a net is written in. */
const MOST_FILES = 400

/** The files that a source reaches by its imports, by path, with itself. `source`: the text of a file; undefined where there is none. */
export function reachable(
  path: string,
  source: (path: string) => string | undefined,
  root?: string,
): Map<string, string> {
  const files = new Map<string, string>()
  const waiting = [path]
  for (let next = waiting.pop(); next !== undefined && files.size < MOST_FILES; next = waiting.pop()) {
    if (files.has(next)) continue
    const text = source(next)
    if (text === undefined) continue
    files.set(next, text)
    const folder = next.split('/').slice(0, -1).join('/')
    for (const name of importedNames(text)) waiting.push(...candidates(folder, name, root))
  }
  return files
}
