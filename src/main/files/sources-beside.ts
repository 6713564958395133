/** The sources that a source of Python imports, within the folder that it lies in. */
import { realpath } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import { readOrdinaryFile } from '../../engine/ordinary-file'
import { candidates, importedNames } from '../../graph/import/python/project'
import type { SourcesBeside } from '../contract'

/** As for a folder that is dropped: no net is written in more, or in longer ones. */
const MOST_FILES = 400
const LONGEST = 2 * 2 ** 20
const MOST_BYTES = 16 * 2 ** 20

/**
 * By their paths in that folder, the file itself too; undefined for a file of another kind.
 *
 * `mayRead` says of the real path of each other file whether it may be read. What is missing, too long or elsewhere is left out: who
 * reads the source tells of the import.
 */
export async function sourcesBeside(
  file: string,
  mayRead: (path: string) => Promise<boolean>,
): Promise<SourcesBeside | undefined> {
  if (extname(file).toLowerCase() !== '.py') return undefined
  const folder = dirname(file)
  const name = basename(folder)
  const files: [string, string][] = []
  const asked = new Set<string>()
  const waiting = [basename(file)]
  let left = MOST_BYTES
  for (let path = waiting.pop(); path !== undefined && files.length < MOST_FILES; path = waiting.pop()) {
    if (asked.has(path)) continue
    asked.add(path)
    const text = await sourceAt(join(folder, path), folder, Math.min(left, LONGEST), mayRead)
    if (text === undefined) continue
    left -= text.length
    files.push([path, text])
    const around = path.split('/').slice(0, -1).join('/')
    for (const module of importedNames(text)) waiting.push(...candidates(around, module, name))
  }
  return { path: basename(file), name, files }
}

async function sourceAt(
  path: string,
  folder: string,
  most: number,
  mayRead: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  try {
    const real = await realpath(path)
    const inside = relative(folder, real)
    if (inside.startsWith('..') || inside.split(sep).some((part) => part.startsWith('.'))) return undefined
    if (!(await mayRead(real))) return undefined
    return (await readOrdinaryFile(real, most, { real: true })).toString('utf8')
  } catch {
    return undefined
  }
}
