import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * The files of the library and the binding with their sizes, as one text: another text, and something was lost or cut.
 *
 * @param {string} folder with `deps` and `lib`
 */
export function libraryFiles(folder) {
  return ['deps', 'lib']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path, { recursive: true }).map((name) => join(path, String(name))))
    .map((path) => `${relative(folder, path)} ${existsSync(path) ? statSync(path).size : 'lost'}`)
    .sort()
    .join('\n')
}
