/** Where a hook sits, as one value instead of four keys. */
import { assertNever } from '../basics/assert-never'
import type { Hook } from './document'

export type HookPlace =
  /** The value at the end of a wire, for the one node that it goes to. */
  | { kind: 'edge'; edge: string }
  /** An output of a node, for all that it goes to. */
  | { kind: 'port'; node: string; handle: string }
  /** A parameter of a node; the name is empty where the node is the parameter itself. */
  | { kind: 'parameter'; node: string; name: string }
  /** The call of a node's module. */
  | { kind: 'node'; node: string }
export type PlaceKind = HookPlace['kind']

/** When it runs: on values, on gradients, or on a parameter's value after the optimiser's step. */
export type HookPass = Hook['pass']

/** The keys of a hook that say where it sits, in the order of the file. */
export const PLACE_KINDS = ['edge', 'port', 'parameter', 'node'] as const satisfies PlaceKind[]

/** Undefined where a hook names no place, or several. */
export function placeOf({ edge, port, parameter, node }: Partial<Hook>): HookPlace | undefined {
  const places: (HookPlace | undefined)[] = [
    edge === undefined ? undefined : { kind: 'edge', edge },
    port && { kind: 'port', node: port.node, handle: port.handle },
    parameter && { kind: 'parameter', node: parameter.node, name: parameter.name },
    node === undefined ? undefined : { kind: 'node', node },
  ]
  const [place, more] = places.filter((each) => each !== undefined)
  return more === undefined ? place : undefined
}

/** The keys of a hook that sits there. */
export function keysOfPlace(place: HookPlace): Pick<Hook, (typeof PLACE_KINDS)[number]> {
  switch (place.kind) {
    case 'edge':
      return { edge: place.edge }
    case 'port':
      return { port: { node: place.node, handle: place.handle } }
    case 'parameter':
      return { parameter: { node: place.node, name: place.name } }
    case 'node':
      return { node: place.node }
    default:
      return assertNever(place)
  }
}

/** Those of the hooks that sit there, in their order. */
export function hooksAt(hooks: readonly Hook[] | undefined, place: HookPlace): Hook[] {
  const text = placeText(place)
  return (hooks ?? []).filter((hook) => {
    const own = placeOf(hook)
    return own !== undefined && placeText(own) === text
  })
}

/** The node that it sits on; undefined for one on a wire. */
export function nodeOfPlace(place: HookPlace): string | undefined {
  return place.kind === 'edge' ? undefined : place.node
}

/** Equal for two hooks on one place. */
export function placeText(place: HookPlace): string {
  switch (place.kind) {
    case 'edge':
      return JSON.stringify([place.kind, place.edge])
    case 'port':
      return JSON.stringify([place.kind, place.node, place.handle])
    case 'parameter':
      return JSON.stringify([place.kind, place.node, place.name])
    case 'node':
      return JSON.stringify([place.kind, place.node])
    default:
      return assertNever(place)
  }
}
