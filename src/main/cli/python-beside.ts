/** A net and the script that trains it are often two files of one folder, as in an export: what belongs to the one that is imported. */
import { readFileSync, realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { ImportFile } from '../../graph/import/import-file'
import { reachable } from '../../graph/import/python/project'
import { definesNet } from '../../graph/import/together'

const SCRIPT = 'train.py'

/** The file with the script that trains its net; of a script that takes its net from a file beside it, that one. */
export async function withScriptBeside(path: string, bytes: Uint8Array): Promise<ImportFile> {
  const file = { name: basename(path), bytes }
  if (!path.toLowerCase().endsWith('.py')) return file
  const text = Buffer.from(bytes).toString('utf8')
  if (!definesNet(text))
    for (const module of importedBy(text)) {
      const net = await textOf(join(dirname(path), `${module}.py`))
      if (net !== undefined && definesNet(net))
        return { name: `${module}.py`, bytes: Buffer.from(net), script: text }
    }
  const script = file.name === SCRIPT ? undefined : await textOf(join(dirname(path), SCRIPT))
  return script !== undefined && importedBy(script).includes(moduleOf(file.name)) ? { ...file, script } : file
}

/** The file with those of its folder, or of the one that was given, that it imports; nothing outside of that folder is read. */
export function withProject(file: ImportFile, given: string, folder = dirname(given)): ImportFile {
  if (!file.name.toLowerCase().endsWith('.py')) return file
  const root = realpathOf(folder)
  const main = root === undefined ? undefined : realpathOf(join(dirname(given), file.name))
  if (root === undefined || main === undefined || !main.startsWith(root + sep)) return file
  const path = relative(root, main).split(sep).join('/')
  const source = (inner: string): string | undefined => {
    const place = realpathOf(join(root, inner))
    return place?.startsWith(root + sep) ? readFileSync(place, 'utf8') : undefined
  }
  const name = basename(root)
  return { ...file, project: { path, files: reachable(path, source, name), name } }
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** The modules of `from … import …`. */
function importedBy(script: string): string[] {
  return [...script.matchAll(/^from\s+\.?(\w+)\s+import\b/gm)].map(([, module = '']) => module)
}

function moduleOf(name: string): string {
  return name.replace(/\.py$/i, '')
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}
