/** Which call of a trace is the first that a graph computes otherwise. */
import type { Interposable } from '../backend/interposer'
import { CallRunner } from './call-runner'
import { CapturedGraph } from './captured-graph'
import type { OperandBook } from './operand-book'
import { sameResults } from './same-results'
import { valueToken } from './trace'
import type { Trace } from './trace'

/**
 * Runs a trace both ways on what its operands were, with all values of the graph fetched, and compares one after the other. → the place of the
 * call; null: none is found, or there is no memory to look for it. Nothing is left of it.
 */
export function firstDifference(
  { native }: Interposable,
  trace: Trace,
  operands: OperandBook,
): number | null {
  const owners = trace.calls.flatMap(({ outputs }, i) => outputs.map(() => i))
  const places = [...owners.keys()]
  // Without variables of its own: nothing that it changes is anybody's.
  const graph = new CapturedGraph(native, { ...trace, changes: [], expectations: [] }, places)
  const runner = new CallRunner(native, (slot) => operands.realId(slot))
  const made = new Map<number, number>()
  let found: number | null = null
  const look = (place: number): void => {
    const ids = [made.get(place)!, runner.id(valueToken(place))] as const
    if (found === null && !sameResults([[native.tensorDataSync(ids[0]), native.tensorDataSync(ids[1])]]))
      found = owners[place]!
  }
  try {
    for (const [place, id] of graph.run(places, operands, { all: true })) made.set(place, id)
    runner.runAll(trace.calls, { kept: () => false, look })
    return found
  } catch {
    return null
  } finally {
    runner.freeAll()
    for (const id of made.values()) native.deleteTensor(id)
    graph.free()
  }
}
