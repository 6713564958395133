/** The folder that holds the app: `package.json`, `out` and `resources`. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface AppFolder {
  version: string
  pageFolder: string
  samplesFolder: string
}

/**
 * Finds the app around one of its programs, built or not.
 *
 * - `entryUrl`: `import.meta.url` of the program's entry file.
 */
export function appFolder(entryUrl: string): AppFolder {
  let folder = dirname(fileURLToPath(entryUrl))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`Gradwire's package.json was not found around ${entryUrl}.`)
    folder = parent
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return {
    version,
    pageFolder: join(folder, 'out/renderer'),
    samplesFolder: join(folder, 'resources/samples'),
  }
}
