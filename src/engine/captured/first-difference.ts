/** Whether a graph gives what the calls of its trace give, and where not. */
import type { Interposable } from '../backend/interposer'
import { CallRunner } from './call-runner'
import { CapturedGraph } from './captured-graph'
import type { OperandBook } from './operand-book'
import { sameBits } from './same-bits'
import { valueToken } from './trace'
import type { Form, Trace } from './trace'

/**
 * Computes a trace call by call on what its operands were, and compares each value that a graph has made, by its place, when it is there: so no two
 * of them are held for longer. → the place of the first call that gives another; null: there is none. Nothing is left of it.
 */
export function firstOther(
  { native }: Interposable,
  trace: Trace,
  operands: OperandBook,
  made: ReadonlyMap<number, number>,
): number | null {
  const owners: number[] = trace.calls.flatMap(({ outputs }, i) => outputs.map(() => i))
  const forms: Form[] = trace.calls.flatMap(({ outputs }) => outputs)
  const runner = new CallRunner(native, (slot) => operands.realId(slot))
  let found: number | null = null
  const look = (place: number): void => {
    const id = made.get(place)
    if (id === undefined || found !== null) return
    if (sameBits(native, id, runner.id(valueToken(place)), forms[place]!)) runner.lend(place, id)
    else found = owners[place]!
  }
  try {
    runner.runAll(trace.calls, { kept: () => false, look })
  } finally {
    runner.freeAll()
  }
  return found
}

/** As {@link firstOther}, with every value of a graph of its own; null also where there is no memory to look for it. */
export function firstDifference(ground: Interposable, trace: Trace, operands: OperandBook): number | null {
  const places = [...trace.calls.flatMap(({ outputs }) => outputs).keys()]
  // Without variables of its own: nothing that it changes is anybody's.
  const graph = new CapturedGraph(ground.native, { ...trace, changes: [], expectations: [] }, places)
  let made = new Map<number, number>()
  try {
    made = graph.run(places, operands, { all: true })
    return firstOther(ground, trace, operands, made)
  } catch {
    return null
  } finally {
    for (const id of made.values()) ground.native.deleteTensor(id)
    graph.free()
  }
}
