/** Running other programs, and saying plainly what is done. Node's own modules only: this runs before anything is installed. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
/** Whether this is a checkout, and not the installed package, which is built and whose dependencies npm has placed. */
export const IN_CHECKOUT = existsSync(join(ROOT, 'tsconfig.base.json'))

/** A failure that a person can act on: printed without a stack. */
export class SetupError extends Error {
  /** @param {string} message @param {string} remedy */
  constructor(message, remedy) {
    super(`${message}\n  ${remedy}`)
  }
}

/** @param {string} text */
export function say(text) {
  console.log(`gradwire: ${text}`)
}

/**
 * Runs a program to its end and gives its exit status (null when it ran past the limit) and its output.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ seconds?: number, show?: boolean, env?: Record<string, string | undefined>, cwd?: string, keep?: number }} [options]
 *   `show` passes the output through; `seconds` is the time limit; `keep` how many of the last characters are given.
 * @returns {Promise<{ status: number | null, output: string }>}
 */
export function run(command, args, { seconds, show = false, env, cwd = ROOT, keep = 20_000 } = {}) {
  return new Promise((done) => {
    const windows = process.platform === 'win32'
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      // A group of its own, so that a program that hangs is ended with all it started.
      detached: !windows && !show,
      windowsHide: true,
    })
    let output = ''
    let late = false
    const add = (/** @type {Buffer} */ chunk) => (output = (output + chunk).slice(-keep))
    child.stdout?.on('data', add)
    child.stderr?.on('data', add)
    const end = () => {
      late = true
      try {
        if (windows || show) child.kill('SIGKILL')
        else process.kill(-(/** @type {number} */ (child.pid)), 'SIGKILL')
      } catch {
        // It ended by itself in the meantime.
      }
    }
    const timer = seconds ? setTimeout(end, seconds * 1000) : undefined
    child.once('error', (error) => {
      clearTimeout(timer)
      done({ status: 127, output: error.message })
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      done({ status: late ? null : (code ?? 1), output })
    })
  })
}

/**
 * npm, as it was started or as it lies beside this Node.
 *
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function npm(args, options) {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], options)
  if (process.platform !== 'win32') return run('npm', args, options)
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')
  return run(process.execPath, [beside, ...args], options)
}

/** The last lines of a program's output, for an error message. @param {string} output */
export function lastLines(output, count = 12) {
  return output.trimEnd().split('\n').slice(-count).join('\n  ')
}
