/**
 * TypeScript's native compiler, many times as quick as the one in JavaScript: `typescript` is here too, as the library with which scripts
 * and tools read sources.
 */
import { join } from 'node:path'
import { ROOT } from './setup/shell.mjs'

export const COMPILER = join(ROOT, 'node_modules', '@typescript', 'native', 'bin', 'tsc')
