/** Whether a graph gives what the calls of its trace give, and where not. */
import type { Binding } from '../backend/binding'
import type { Interposable } from '../backend/interposer'
import { CallRunner } from './call-runner'
import { CapturedGraph } from './captured-graph'
import { digestOf } from './digest'
import type { OperandBook } from './operand-book'
import { valueToken } from './trace'
import type { Form, Trace, TraceCall } from './trace'

/** Digests of values by their places. */
export type Digests = ReadonlyMap<number, string>

/**
 * Computes a trace call by call on what its operands were. Of the values at these places only their digests are left: so it takes no more memory than a
 * step that is computed so, and nothing of it is there while a graph runs. `skipped`: calls that are left out, of which there are no digests.
 */
export function digestsByCalls(
  { native }: Interposable,
  trace: Trace,
  operands: OperandBook,
  places: readonly number[],
  skipped?: ReadonlySet<TraceCall>,
): Digests {
  const forms = formsOf(trace)
  const wanted = new Set(places)
  const digests = new Map<number, string>()
  const runner = new CallRunner(native, (slot) => operands.realId(slot))
  const look = (place: number): void => {
    if (wanted.has(place)) digests.set(place, digestOf(native, runner.id(valueToken(place)), forms[place]!))
  }
  try {
    runner.runAll(trace.calls, { kept: () => false, look, skipped })
  } finally {
    runner.freeAll()
  }
  return digests
}

/** The place of the first call that gives another value than these, which a graph has made; null: there is none. Values without a digest are not looked at. */
export function firstOther(
  native: Binding,
  trace: Trace,
  made: ReadonlyMap<number, number>,
  digests: Digests,
): number | null {
  const owners: number[] = trace.calls.flatMap(({ outputs }, i) => outputs.map(() => i))
  const forms = formsOf(trace)
  for (const place of [...made.keys()].sort((a, b) => a - b))
    if (digests.has(place) && digestOf(native, made.get(place)!, forms[place]!) !== digests.get(place))
      return owners[place]!
  return null
}

/** As {@link firstOther}, with every value of a graph of its own; null also where there is no memory to look for it. */
export function firstDifference(ground: Interposable, trace: Trace, operands: OperandBook): number | null {
  const places = [...formsOf(trace).keys()]
  // Without variables of its own: nothing that it changes is anybody's.
  const graph = new CapturedGraph(ground.native, { ...trace, changes: [], expectations: [] }, places)
  let made = new Map<number, number>()
  try {
    const digests = digestsByCalls(ground, trace, operands, places)
    made = graph.run(places, operands, { all: true })
    return firstOther(ground.native, trace, made, digests)
  } catch {
    return null
  } finally {
    for (const id of made.values()) ground.native.deleteTensor(id)
    graph.free()
  }
}

function formsOf(trace: Trace): Form[] {
  return trace.calls.flatMap(({ outputs }) => outputs)
}
