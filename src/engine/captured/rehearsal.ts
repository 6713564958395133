/**
 * How a graph that changes much is proved without holding that twice: all that enters its changes is computed first, by the calls and
 * by the graph, while nothing is changed yet; then the graph changes its variables in place. The calls change only small ones.
 */
import { isSlot, placeOf } from './trace'
import type { Change, Form, Trace, TraceCall } from './trace'

/** What a step changes is large from so many numbers on: 64 MB. */
export const LARGE_CHANGES = 2 ** 24
/** A variable from so many numbers on is not changed by calls for a proof: 4 MB. */
const LARGE_VARIABLE = 2 ** 20
/** A graph of more calls takes too long to run for the first time, which a rehearsal does once more. */
const MOST_CALLS = 400

export interface Rehearsal {
  /** Places of all that is there before anything changes. */
  readonly places: readonly number[]
  /** Calls that change what is large: what they take is proved, and what they do with it are those that change what is small. */
  readonly skipped: ReadonlySet<TraceCall>
}

/**
 * How a trace is rehearsed; null: what it changes is small, or is used again when it is changed.
 *
 * @param changes What is in variables of the graph. @param wanted The places of the values that its steps leave.
 */
export function rehearsalOf(
  trace: Trace,
  changes: readonly Change[],
  wanted: readonly number[],
  least = LARGE_CHANGES,
): Rehearsal | null {
  const { calls, slots } = trace
  const numbers = changes.reduce((sum, { slot }) => sum + sizeOf(slots[slot] as Form), 0)
  if (numbers < least || calls.length > MOST_CALLS) return null
  const updates = calls.filter(({ variables }) => variables.length > 0)
  const updated = new Set(updates.flatMap(({ outputs }) => outputs.map(({ id }) => placeOf(id))))
  const taken = calls.flatMap(({ inputs }) =>
    inputs.filter((token) => token < 0 && !isSlot(token)).map(placeOf),
  )
  if (taken.some((place) => updated.has(place))) return null
  const entering = updates.flatMap(({ inputs }) => inputs.filter((token) => !isSlot(token)).map(placeOf))
  const places = new Set([...entering, ...wanted, ...changes.map(({ value }) => value)])
  return {
    places: [...places].filter((place) => !updated.has(place)),
    skipped: new Set(updates.filter(({ outputs }) => sizeOf(outputs[0]!) >= LARGE_VARIABLE)),
  }
}

function sizeOf({ shape }: { readonly shape: readonly number[] }): number {
  return shape.reduce((a, b) => a * b, 1)
}
