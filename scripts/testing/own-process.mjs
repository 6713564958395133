/** Which test files need a process of their own. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../setup/shell.mjs'
import { sourceFiles } from './import-graph.mjs'

const REASONS = [
  // It replaces modules, or what a process has one of.
  /\bvi\.(?:mock|resetModules|stubEnv|stubGlobal|useFakeTimers)\b|\b(?:process\.env|globalThis)\.\w+ = /,
  // It waits for a warning, which a process gives once.
  /\bemitWarning\b/,
  // It counts the tensors of its process, or what they take.
  /\bmemory\(\)|\bbackend\.live\b/,
]

/** Their paths from the repository's root. @returns {string[]} */
export function testsWithOwnProcess(root = ROOT) {
  return sourceFiles(root, ['src', 'scripts', 'bench']).filter((path) => {
    if (!path.includes('.test.')) return false
    const text = readFileSync(join(root, path), 'utf8')
    return REASONS.some((reason) => reason.test(text))
  })
}
