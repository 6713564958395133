/** Where a step stands still, as places of the canvas. */
import type { StopInfo } from '../../engine/protocol'
import { callKey } from '../../graph/breakpoints/call-key'
import type { HookPlace } from '../../graph/document/hook-place'

export interface StopPlace {
  /** Ids of the instances around. */
  path: readonly string[]
  place: HookPlace
}

/** Null between two parts of the step, which is no place. */
export function stopPlace({ at }: StopInfo): StopPlace | null {
  if (at.kind === 'phase') return null
  if (at.kind === 'call') return { path: at.path, place: { kind: 'node', node: at.node } }
  const { path, ...place } = at.place
  return { path, place }
}

/** Tells one stop from another; one that is told anew, as its value was changed by hand, stays the same. */
export function stopKey({ step, phase, at, reason, breakpoint, hits }: StopInfo): string {
  const where = at.kind === 'value' ? { kind: at.kind, pass: at.pass, place: at.place } : at
  return JSON.stringify([step, phase, where, reason, breakpoint, hits])
}

/** The pass that is under way: what is drawn as now. */
export function stopPass({ phase }: StopInfo): 'forward' | 'backward' {
  return phase === 'backward' || phase === 'step' ? 'backward' : 'forward'
}

/** How a node of the definition on the canvas stands in the step: `at`: one of its outputs or parameters is where it stopped. */
export type NodeStand = 'before' | 'after' | 'at' | 'inside' | 'done' | 'notYet'

/**
 * How a node stands in a step, in the pass that is under way. `null`: nobody stopped, or the step has nothing to do with it.
 *
 * @param around ids of the instances around the definition that is shown
 */
export function nodeStand(stop: StopInfo | null, around: readonly string[], node: string): NodeStand | null {
  if (stop === null) return null
  const here = stopPlace(stop)
  if (here !== null) {
    const { path, place } = here
    if (startsWith(path, around)) {
      if (path.length > around.length && path[around.length] === node) return 'inside'
      if (path.length === around.length && place.kind !== 'edge' && place.node === node)
        return stop.at.kind === 'call' ? stop.at.when : 'at'
    }
  }
  if (stop.phase === 'step') return 'done'
  return isDone(stop, callKey(around, node)) ? 'done' : 'notYet'
}

/**
 * Whether shares of the gradient may still come to the outputs of a node, so that their sum is what has come so far. An input of a
 * module has no call of its own: its sum is whole once the module's is done.
 */
export function gathersShares(stop: StopInfo | null, around: readonly string[], node: string): boolean {
  if (stop?.phase !== 'backward' || nodeStand(stop, around, node) !== 'notYet') return false
  const instance = around.at(-1)
  return instance === undefined || nodeStand(stop, around.slice(0, -1), instance) === 'inside'
}

const sets = new WeakMap<StopInfo, ReadonlySet<string>>()

/** Asked for every node that is shown, so the list is made a set once. */
function isDone(stop: StopInfo, key: string): boolean {
  const known = sets.get(stop) ?? new Set(stop.done[stopPass(stop)])
  sets.set(stop, known)
  return known.has(key)
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((id, at) => path[at] === id)
}

/** The wire of the definition on the canvas at whose end the step stands still. */
export function wireOfStop(stop: StopInfo | null, around: readonly string[]): string | null {
  const here = stop && stopPlace(stop)
  if (here?.place.kind !== 'edge' || here.path.length !== around.length) return null
  return startsWith(here.path, around) ? here.place.edge : null
}
