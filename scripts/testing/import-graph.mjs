/** Which files use which, read off their text: imports, and files that are named by their place (`new URL('x', import.meta.url)`). */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'

const ENDINGS = ['', '.ts', '.tsx', '/index.ts', '/index.tsx']
/** Types are gone when the tests run; the checks see to them. */
const TYPES = /^(?:import type [^'"]*|export type (?:\{[^}]*\}|\*)\s*from\s*)['"][^'"]*['"]/gm
const PLACES = /new URL\(\s*['"`]([^'"`$]+)/g

/**
 * Files and folders that a file uses, as paths from `root`. A folder stands for all that is in it.
 *
 * @param {string} root @param {string} path @returns {string[]}
 */
export function usedBy(root, path) {
  const text = readFileSync(join(root, path), 'utf8').replaceAll(TYPES, '')
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
  const places = [...text.matchAll(PLACES)].map(([, place]) => String(place))
  const names = [...imported.filter((name) => name.startsWith('.')), ...places]
  return names.flatMap((name) => {
    const target = join(root, dirname(path), name.replace(/\?.*$/, ''))
    const found = ENDINGS.map((ending) => target + ending).find((file) => existsSync(file) && isFile(file))
    if (found) return [relative(root, found)]
    return existsSync(target) ? [relative(root, target)] : []
  })
}

/** @param {string} root @param {readonly string[]} folders @returns {string[]} */
export function sourceFiles(root, folders) {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
}

/** @param {string} path */
function isFile(path) {
  return statSync(path).isFile()
}
