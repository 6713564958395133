/** Which test files need a process of their own. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../setup/shell.mjs'
import { sourceFiles, usedBy } from './import-graph.mjs'

const REASONS = [
  // It replaces modules, or what a process has one of.
  /\bvi\.(?:mock|resetModules|stubEnv|stubGlobal|useFakeTimers)\b|\b(?:process\.env|globalThis)\.\w+ = /,
  // It waits for a warning, which a process gives once.
  /\bemitWarning\b/,
  // It counts the tensors of its process.
  /\bmemory\(\)/,
]
/** What lasts as long as the process: sessions and the folder of their checkpoints; where random inputs go on. */
const LASTING = /^const sessions: Session\[\]|^const random = new Generator\(/m
const MAY_USE = /session-harness|\.fixture/

/** Their paths from the repository's root. @returns {string[]} */
export function testsWithOwnProcess(root = ROOT) {
  return sourceFiles(root, ['src', 'scripts', 'bench']).filter((path) => {
    if (!path.includes('.test.')) return false
    const text = readFileSync(join(root, path), 'utf8')
    return REASONS.some((reason) => reason.test(text)) || (MAY_USE.test(text) && usesLasting(root, path))
  })
}

/** By itself, or by one of its fixtures. @param {string} root @param {string} path */
function usesLasting(root, path) {
  const used = filesUsedBy(root, path)
  const fixtures = used.filter((each) => each.includes('.fixture.'))
  return [...used, ...fixtures.flatMap((each) => filesUsedBy(root, each))].some((each) =>
    LASTING.test(readFileSync(join(root, each), 'utf8')),
  )
}

/** @param {string} root @param {string} path */
function filesUsedBy(root, path) {
  return usedBy(root, path).filter((each) => /\.(?:ts|mjs)$/.test(each) && existsSync(join(root, each)))
}
