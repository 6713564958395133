/** What the command line prints: results to stdout, everything else to stderr, colours and bars only on a terminal. */
import { writeSync } from 'node:fs'
import { tell } from '../../words/tell'
import type { EngineProblem } from '../../engine/protocol'
import { sentences } from '../../graph/document/finding'

/** What a command ends with: 0 done, 1 the input is wrong, 2 the call is wrong, 3 stopped at a breakpoint, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130

/** Ends a command with a message on stderr. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: ExitCode

  constructor(message: string, exitCode: ExitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Whether a command writes its file to stdout, so that what it says there otherwise goes to stderr. */
let resultOnStdout = false

/** From here on stdout has nothing but the file that the command makes. */
export function stdoutIsResult(): void {
  resultOnStdout = true
}

/** Writes to stdout. Where the reader has gone away (`| head`) the rest is dropped, and the work goes on to its end. */
export function print(text: string): void {
  write(resultOnStdout ? 2 : 1, `${text}\n`)
}

/** Writes a file's bytes or text to stdout. */
export function printResult(content: string | Uint8Array): void {
  write(1, content)
}

/** Writes to stderr. */
export function report(text: string): void {
  write(2, `${text}\n`)
}

/** `error: There is no …`, as all that the command line refuses. */
export function errorText(message: string): string {
  return tell('cli.error', 'error: {{message}}', { message })
}

/** What is wrong, where, and what to do about it, on one line. */
export function problemText(problem: EngineProblem): string {
  const name = problem.name ?? problem.node
  const place = [problem.module, name].filter((part) => part !== undefined).join('/')
  const detail = problem.param ?? problem.handle
  const where = [place, detail].filter((part) => part !== undefined && part !== '').join(' ')
  return `${where ? `${where}: ` : ''}${sentences(problem)}`
}

/** A line on stderr that is drawn over again; nothing where stderr is not a terminal. */
export class ProgressBar {
  private readonly active = process.stderr.isTTY
  private drawn = 0

  /** Draws at most ten times a second, and always the last step. */
  update(done: number, total: number, text: string): void {
    if (!this.active || (Date.now() - this.drawn < 100 && done < total)) return
    this.drawn = Date.now()
    const filled = total > 0 ? Math.round((24 * done) / total) : 0
    const bar = '█'.repeat(filled) + '░'.repeat(24 - filled)
    const line = `${bar} ${done}/${total}  ${text}`.slice(0, (process.stderr.columns ?? 80) - 1)
    write(2, `\r${line}\u001b[K`)
  }

  /** Takes the bar away, so that the next line stands alone. */
  clear(): void {
    if (this.active) write(2, '\r\u001b[K')
  }
}

/** Where nobody reads any more. */
const gone = new Set<1 | 2>()

/** Synchronous, so that nothing is lost when the program ends right after it. */
function write(descriptor: 1 | 2, content: string | Uint8Array): void {
  let rest = Buffer.from(content)
  while (rest.length > 0 && !gone.has(descriptor)) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      // A full pipe that does not block: try again until the reader has taken some.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      // EIO: the terminal was closed.
      else if (code === 'EPIPE' || code === 'EIO') gone.add(descriptor)
      else {
        if (descriptor === 1)
          report(
            errorText(
              tell('cli.cannot_print', 'Cannot print: {{reason}}.', { reason: (error as Error).message }),
            ),
          )
        process.exit(1)
      }
    }
  }
}
