import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Line, Order } from './child'
import { kernelOf } from './generators'

export interface Comparison {
  /** A folder as GRADWIRE_TENSORFLOW takes it, or nothing for the library in place. */
  readonly library: string
  readonly oneDnn: boolean
  readonly cases: number
  readonly fewest: number
  readonly seed: number
  readonly names: readonly string[]
  /** What the backend's source names. */
  readonly enumerated: readonly string[]
}

export interface Finding {
  readonly index: number
  readonly kernel: string
  readonly text: string
  readonly what: string
}

export interface Report {
  version: string
  oneDnn: boolean
  cases: number
  crashes: Finding[]
  differences: Finding[]
  /** The worst relative error of each kernel, and how often it was compared. */
  kernels: Record<string, { worst: number; cases: number }>
  seed: number
}

/** Relative to the sum of the magnitudes of what was added: rounding alone stays a tenth below this. */
export const TOLERANCE = 1e-5
/** So many cases a process, so that what one leaves behind does not reach far. */
const STRETCH = 1000
const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))
/** glibc's checks of its heap: what is written outside of a block is seen when the block is freed. */
const HEAP_CHECKS = ['/lib/x86_64-linux-gnu/libc_malloc_debug.so.0', '/lib64/libc_malloc_debug.so.0'].find((path) => existsSync(path)) // prettier-ignore

/** Compares a library, and says on the way what it finds. */
export async function compareLibrary(comparison: Comparison): Promise<Report> {
  const { cases, seed, names, fewest } = comparison
  const report: Report = {
    version: '',
    oneDnn: false,
    cases: 0,
    crashes: [],
    differences: [],
    kernels: {},
    seed,
  }
  for (let from = 0; from < cases;) {
    const order = { seed, from, to: Math.min(from + STRETCH, cases), fewest, names }
    const { begun, ended, death } = await run(comparison, order, (line) => note(report, line, comparison))
    if (death && begun) {
      const alone = await run(comparison, { ...order, from: begun.index, to: begun.index + 1 }, () => {})
      const what = `${death}${alone.death ? '' : '; alone it lives, so an earlier one may have done it'}`
      found(report.crashes, comparison, { ...begun, what })
      count(report, begun.kernel, 0)
      from = begun.index + 1
    } else if (death) {
      throw new Error(`TensorFlow could not be started: ${death}`)
    } else {
      from = ended + 1
    }
  }
  say(`TensorFlow ${report.version}, oneDNN ${report.oneDnn ? 'on' : 'off'}: ${report.cases} cases, ${report.crashes.length} crashes, ${report.differences.length} differences`) // prettier-ignore
  return report
}

interface Begun {
  readonly index: number
  readonly kernel: string
  readonly text: string
}

/** One process; `death` says how it ended, where it did not end by itself. */
async function run(
  { library, oneDnn }: Comparison,
  order: Order,
  each: (line: Exclude<Line, { kind: 'begin' }>) => void,
): Promise<{ begun: Begun | null; ended: number; death: string | null }> {
  const child = spawn(process.execPath, ['--max-old-space-size=1024', '--import', 'tsx', CHILD, JSON.stringify(order)], { env: environment(library, oneDnn), stdio: ['ignore', 'pipe', 'pipe'] }) // prettier-ignore
  let begun: Begun | null = null
  let ended = order.from - 1
  let complaint = ''
  child.stderr.on('data', (text: Buffer) => (complaint = (complaint + text.toString()).slice(-2000)))
  const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => child.on('close', (code, signal) => resolve([code, signal]))) // prettier-ignore
  for await (const text of createInterface({ input: child.stdout })) {
    if (!text.startsWith('{')) continue
    const line = JSON.parse(text) as Line
    if (line.kind === 'begin') begun = line
    else each(line)
    if (line.kind === 'end') ended = line.index
  }
  const [code, signal] = await closed
  if (code === 0) return { begun, ended, death: null }
  const last = complaint.trim().split('\n').at(-1) ?? ''
  return { begun, ended, death: `${signal ?? `exit ${code}`}${last ? ` (${last.slice(0, 120)})` : ''}` }
}

function environment(library: string, oneDnn: boolean): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...(library ? { GRADWIRE_TENSORFLOW: library } : {}),
    TF_ENABLE_ONEDNN_OPTS: oneDnn ? '1' : '0',
    TF_CPP_MIN_LOG_LEVEL: '3',
    ...(HEAP_CHECKS ? { LD_PRELOAD: HEAP_CHECKS, MALLOC_CHECK_: '3' } : {}),
    // Memory that was never written holds no zeros.
    MALLOC_PERTURB_: '165',
  }
}

function note(report: Report, line: Exclude<Line, { kind: 'begin' }>, comparison: Comparison): void {
  if (line.kind === 'ready') {
    report.version = line.version
    report.oneDnn = line.oneDnn
    return
  }
  const kernel = kernelOf(line.index, comparison.names, comparison.fewest)
  count(report, kernel, line.error)
  const unknown = line.ran.filter((name) => !comparison.enumerated.includes(name))
  if (unknown.length > 0)
    throw new Error(`The backend ran ${unknown.join(', ')}, which its source does not name`)
  const wrong = line.fault ?? (line.error > TOLERANCE ? `off by ${line.error.toExponential(1)}` : null)
  if (wrong !== null)
    found(report.differences, comparison, { index: line.index, kernel, text: line.text, what: wrong })
}

function count(report: Report, kernel: string, error: number): void {
  const known = report.kernels[kernel] ?? { worst: 0, cases: 0 }
  report.kernels[kernel] = { worst: Math.max(known.worst, error), cases: known.cases + 1 }
  report.cases++
}

function found(list: Finding[], { library, oneDnn }: Comparison, finding: Finding): void {
  list.push(finding)
  say(`${library || 'in place'}, oneDNN ${oneDnn ? 'on' : 'off'}, case ${finding.index}, ${finding.kernel} ${finding.text}: ${finding.what}`) // prettier-ignore
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
