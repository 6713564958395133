/** Whether a graph gives what the calls of its trace give, and where not. */
import type { Binding } from '../backend/binding'
import type { Interposable } from '../backend/interposer'
import { CallRunner } from './call-runner'
import { CapturedGraph } from './captured-graph'
import { digestOf } from './digest'
import type { OperandBook } from './operand-book'
import { placeOf, valueToken } from './trace'
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

/**
 * Where a graph begins to give other values than the calls, of which it gives another one at `other`: the first of all values where that shows
 * while each of them is looked at; else the first that `other` needs and that differs when nothing before it is looked at, since TensorFlow makes
 * one kernel of several where nobody wants what is between them.
 */
export function firstDifference(
  ground: Interposable,
  trace: Trace,
  operands: OperandBook,
  other: number,
): number {
  const places = [...formsOf(trace).keys()]
  // Without variables of its own: nothing that it changes is anybody's.
  const graph = new CapturedGraph(ground.native, { ...trace, changes: [], expectations: [] }, places)
  try {
    const digests = digestsByCalls(ground, trace, operands, places)
    const firstOf = (some: readonly number[]): number | null => {
      const made = graph.run(some, operands, { all: true })
      try {
        return firstOther(ground.native, trace, made, digests)
      } finally {
        for (const id of made.values()) ground.native.deleteTensor(id)
      }
    }
    return firstOf(places) ?? firstApart(ground.native, trace, other, firstOf)
  } catch {
    // There is no memory to look for it.
    return other
  } finally {
    graph.free()
  }
}

/** Halves the calls that one needs: those before the first difference give what they should, and those after it do not. */
function firstApart(
  native: Binding,
  { calls }: Trace,
  other: number,
  firstOf: (places: readonly number[]) => number | null,
): number {
  const needed = new CallRunner(native, (slot) => slot).callsFor(calls[other]!.outputs[0]!.id, calls)
  let [from, to] = [0, needed.length - 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if (firstOf(needed[middle]!.outputs.map(({ id }) => placeOf(id))) === null) from = middle + 1
    else to = middle
  }
  return calls.indexOf(needed[to]!)
}

function formsOf(trace: Trace): Form[] {
  return trace.calls.flatMap(({ outputs }) => outputs)
}
