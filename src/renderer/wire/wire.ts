/** The wire that is inspected, as its document and its inference know it. */
import { useMemo } from 'react'
import { editedDefinition, editedInference } from '../editing/editor-store'
import type { Shape } from '../../graph/types/dims'
import type { ModuleInference } from '../../graph/infer/inference'
import { labelledShape, wireLabels } from '../../graph/infer/labels'
import { learnsBefore } from '../editing/learns-before'
import { useEditor } from '../session/use-stores'
import { useSession } from '../session/session-provider'

interface WireEnd {
  id: string
  name: string
  handle: string
}

export interface Wire {
  id: string
  /** Ids of the instances around it. */
  path: string[]
  source: WireEnd
  target: WireEnd
  /** What should flow, with 1 for a dimension that only a run knows. */
  shape: number[]
  /** The same as people write it; null where it is not known. */
  shapeWords: readonly (string | number)[] | null
  /** With the names of its dimensions, where more than the batch is known. */
  labelled: string | null
  dtype: string | null
  /** False where no gradient can flow back, e.g. from the first layer to the data. */
  learns: boolean
  /** Whether attention runs inside of its source. */
  attends: boolean
  /** Wires that leave the same port. */
  siblings: number
}

/** Types with weights of attention inside. */
const ATTENDS: ReadonlySet<string> = new Set([
  'MultiheadAttention',
  'TransformerEncoderLayer',
  'TransformerEncoder',
])

/** null when the definition on the canvas has no such wire. */
export function useWire(edgeId: string): Wire | null {
  const session = useSession()
  const definition = useEditor(editedDefinition)
  const inference = useEditor(editedInference)
  return useMemo(() => {
    const edge = definition.edges.find(({ id }) => id === edgeId)
    if (!edge) return null
    const nameOf = (id: string): string => definition.nodes.find((node) => node.id === id)?.name ?? id
    const path = session.engine.path()
    const type = inference?.edges.get(edgeId) ?? null
    return {
      id: edge.id,
      path,
      source: { id: edge.source, name: nameOf(edge.source), handle: edge.sourceHandle },
      target: { id: edge.target, name: nameOf(edge.target), handle: edge.targetHandle },
      shape: (type?.shape ?? []).map((dim) => (typeof dim === 'number' ? dim : 1)),
      shapeWords: type?.shape ?? null,
      labelled: inference && type ? labelledWire(inference, edgeId, type.shape) : null,
      dtype: type?.dtype ?? null,
      learns: inference === undefined || learnsBefore(inference, edge.source, path.length > 0),
      attends: ATTENDS.has(definition.nodes.find(({ id }) => id === edge.source)?.type ?? ''),
      siblings: definition.edges.filter(
        ({ source, sourceHandle }) => source === edge.source && sourceHandle === edge.sourceHandle,
      ).length,
    }
  }, [definition, inference, edgeId, session])
}

function labelledWire(inference: ModuleInference, edge: string, shape: Shape): string | null {
  const labels = wireLabels(inference, edge)
  const says = labels?.some((label) => label !== null && label !== 'N') === true
  return says && labels ? labelledShape(shape, labels) : null
}
