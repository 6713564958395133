/** The built command line, for tests that call it as a person does: a process of it starts several times faster than one from source. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { build } from './setup/build.mjs'
import { alone } from './setup/lock.mjs'
import { ROOT } from './setup/shell.mjs'

/** For Node to run. */
export const PROGRAM = join(ROOT, 'bin', 'gradwire.mjs')
/** A build on a machine that does much else. In milliseconds. */
export const BUILD_PATIENCE = 300_000

/** Builds what is older than its sources; test files that start together wait for one build. */
export function buildProgram() {
  return alone(build)
}

/**
 * Runs it to its end.
 *
 * @param {string[]} args
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function gradwire(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}
