/**
 * Runs cases and prints a line before each and after each: node --import tsx bench/kernels/child.ts
 * '{"seed":1,"from":0,"to":100,"fewest":100,"names":["Conv2D"]}'. Where TensorFlow takes this process down, the last line names the case.
 */
import { writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { backend, ready } from '../../src/engine/backend'
import { loadBinding, type Binding } from '../../src/engine/backend/binding'
import { Kit, type Case, type Expected, type Got } from './case'
import { ALL_CASES, kernelOf } from './generators'
import { Random } from './random'

export interface Order {
  readonly seed: number
  readonly from: number
  readonly to: number
  readonly fewest: number
  readonly names: readonly string[]
}

export type Line =
  | { readonly kind: 'ready'; readonly version: string; readonly oneDnn: boolean }
  | { readonly kind: 'begin'; readonly index: number; readonly kernel: string; readonly text: string }
  | {
      readonly kind: 'end'
      readonly index: number
      readonly text: string
      /** The worst difference, relative to what was added. */
      readonly error: number
      /** Kernels that ran. */
      readonly ran: readonly string[]
      /** What is wrong besides numbers. */
      readonly fault?: string
    }

/** Bytes that the process may hold; then it ends, and the next one goes on. */
const MOST_MEMORY = 3e9

const ran = new Set<string>()
recordKernels()
const order = JSON.parse(process.argv[2]!) as Order
const { version, oneDnn } = await ready({ backend: 'tensorflow' })
print({ kind: 'ready', version, oneDnn })
for (let index = order.from; index < order.to; index++) {
  const kernel = kernelOf(index, order.names, order.fewest)
  const made = ALL_CASES[kernel]!(new Random(order.seed, index))
  print({ kind: 'begin', index, kernel, text: made.text })
  ran.clear()
  print({ kind: 'end', index, text: made.text, ...compared(made), ran: [...ran] })
  if (process.memoryUsage.rss() > MOST_MEMORY) break
}

function print(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

/** Notes every kernel that the backend runs: what the addon gives to whoever asks for it later runs through here. */
function recordKernels(): void {
  const binding = loadBinding()
  const { cache } = createRequire(import.meta.url)
  const path = Object.keys(cache).find((each) => each.endsWith('tfjs_binding.node'))
  if (!path) throw new Error('The addon that was loaded cannot be found among the modules')
  const executeOp: Binding['executeOp'] = (name, ...rest) => {
    ran.add(name)
    return binding.executeOp(name, ...rest)
  }
  cache[path]!.exports = Object.create(binding, { executeOp: { value: executeOp } })
}

function compared(made: Case): { error: number; fault?: string } {
  const kit = new Kit(backend)
  try {
    const got = made.run(kit)
    const wanted = made.want()
    if (got.length !== wanted.length)
      return { error: 0, fault: `${got.length} results, expected ${wanted.length}` }
    let error = 0
    for (const [i, each] of got.entries()) {
      const result = difference(kit, each, wanted[i]!)
      if (typeof result === 'string') return { error, fault: result }
      error = Math.max(error, result)
    }
    return { error }
  } catch (thrown) {
    return { error: 0, fault: thrown instanceof Error ? thrown.message : String(thrown) }
  } finally {
    kit.free()
  }
}

function difference(kit: Kit, got: Got, { values, scale, shape, exact }: Expected): number | string {
  const list = 'refs' in got ? kit.read(got) : got
  if (shape && 'refs' in got && got.shape.join() !== shape.join())
    return `shape [${got.shape.join()}], expected [${shape.join()}]`
  if (list.length !== values.length) return `${list.length} values, expected ${values.length}`
  let worst = 0
  for (let at = 0; at < values.length; at++) {
    const [have, want] = [list[at]!, values[at]!]
    if (have === want || (Number.isNaN(have) && Number.isNaN(want))) continue
    const off = Math.abs(have - want) / (exact ? 0 : Math.max(scale ? scale[at]! : Math.abs(want), 1e-30))
    if (!(off <= Number.MAX_VALUE)) return `${have} at ${at}, expected ${want}`
    worst = Math.max(worst, off)
  }
  return worst
}
