/** The way to the definition on the canvas: through which instances a person went in. */
import type { GraphDocument, GraphNode } from '../../graph/document/document'
import { definitionOf } from '../../graph/document/document'
import type { Inference, ModuleInference } from '../../graph/infer/inference'
import { nodeDefinition } from '../../graph/nodes/index'

/** One instance on the way. */
export interface TrailStep {
  /** The definition that it stands in. */
  module: string
  /** Its id there. */
  node: string
}

export interface Place {
  /** The definition that is shown. */
  module: string
  /** Outermost first; empty in the main one. Null where no instance leads to the definition, so that nothing flows in it. */
  trail: readonly TrailStep[] | null
}

/** The definition that a node is an instance of. */
export function instanceModule(node: GraphNode | undefined): string | undefined {
  return node && nodeDefinition(node.type)?.instanceOf?.(node.params)
}

/** Inside an instance of the definition that is shown; null where the node is none. */
export function inside(document: GraphDocument, { module, trail }: Place, node: string): Place | null {
  const inner = instanceModule(definitionOf(document, module)?.nodes.find(({ id }) => id === node))
  if (inner === undefined || definitionOf(document, inner) === undefined) return null
  return { module: inner, trail: trail && [...trail, { module, node }] }
}

/** A definition through its first instance, nearest to the main one. */
export function placeOf(document: GraphDocument, module: string): Place {
  const seen = new Set<string>()
  let level: Place[] = [{ module: document.main, trail: [] }]
  while (level.length > 0) {
    const next: Place[] = []
    for (const place of level) {
      if (place.module === module) return place
      if (seen.has(place.module)) continue
      seen.add(place.module)
      for (const { id } of definitionOf(document, place.module)?.nodes ?? []) {
        const inner = inside(document, place, id)
        if (inner !== null) next.push(inner)
      }
    }
    level = next
  }
  return { module, trail: null }
}

/** Where the same way leads in a document that has changed: as far as its instances are still there. */
export function placeAfter(document: GraphDocument, { module, trail }: Place): Place {
  let place: Place = { module: document.main, trail: [] }
  for (const step of trail ?? []) {
    const next = inside(document, place, step.node)
    if (next === null) break
    place = next
  }
  if (trail !== null && place.trail?.length === trail.length) return place
  return definitionOf(document, module) === undefined ? place : placeOf(document, module)
}

/** What is known about the definition with what comes in through these instances; else through its first. */
export function inferenceAt(inference: Inference, { module, trail }: Place): ModuleInference | undefined {
  const first = inference.modules.get(module)
  let at: ModuleInference | undefined = trail === null ? undefined : inference.main
  for (const step of trail ?? []) at = at?.nodes.get(step.node)?.instance
  return at?.module === module ? at : first
}
