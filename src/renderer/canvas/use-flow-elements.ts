/** The definition on the canvas as React Flow's elements. */
import { useMemo, useState } from 'react'
import { editedInference } from '../editing/editor-store'
import { selectedEdges, selectedNodes } from '../editing/selection'
import { marksOf } from '../hooks/marks'
import { NO_STATES, useElementChanges } from './element-changes'
import type { ElementChanges } from './element-changes'
import { FlowElements } from './flow-elements'
import type { LayerFlowNode, NodeStates, WireFlowEdge } from './flow-elements'
import { ShownElements } from './shown-elements'
import type { ElementStates, LargeNet } from './shown-elements'
import type { ShownPart } from './shown-part'
import { useCanvas, useEditor } from '../session/use-stores'
import { useSession } from '../session/session-provider'

const NOTHING: ReadonlySet<string> = new Set()
/** With more nodes than these, only what is seen is in the page. */
const MANY = 250

interface Elements extends ElementChanges {
  /** What React Flow is given. */
  nodes: LayerFlowNode[]
  edges: WireFlowEdge[]
  /** All there is, where that is more than React Flow is given. */
  large: LargeNet | null
  /** Where nodes are while they are dragged. */
  dragged: NodeStates['dragged']
}

/** - `part`: what is shown of a large net; null while that is not known */
export function useFlowElements(part: ShownPart | null): Elements {
  const session = useSession()
  const module = useEditor(editedInference)
  const selection = useEditor((state) => state.selection)
  const [elements] = useState(() => new FlowElements(session.sizes))
  const document = useEditor((state) => state.document)
  const shown = useEditor((state) => state.module)
  const marks = useMemo(() => marksOf(document, shown), [document, shown])
  const [states, setStates] = useState<NodeStates>(NO_STATES)
  const isLarge = (module?.definition.nodes.length ?? 0) > MANY
  const selected = useMemo(
    () => ({ nodes: new Set(selectedNodes(selection)), edges: new Set(selectedEdges(selection)) }),
    [selection],
  )
  // What a large net has in all knows nothing of what is chosen or moved, so that it stays as it is meanwhile.
  const [of, chosen] = isLarge ? [NO_STATES, null] : [states, selected]
  const nodes = useMemo(
    () => (module === undefined ? [] : elements.nodesOf(module, chosen?.nodes ?? NOTHING, of, marks)),
    [chosen, elements, marks, module, of],
  )
  const edges = useMemo(() => {
    if (module === undefined || chosen === null) return []
    const ways = elements.waysOf(module, nodes, of.dragged)
    return elements.edgesOf(module, chosen.edges, ways, { marks, placing: { nodes, dragged: of.dragged } })
  }, [chosen, elements, marks, module, nodes, of.dragged])
  const large = useMemo(() => {
    if (!isLarge || module === undefined) return null
    const ways = elements.waysOf(module, nodes, NO_STATES.dragged)
    return {
      module,
      marks,
      nodes,
      map: elements.mapOf(module, nodes, ways),
      edgesOf: (only: ReadonlySet<string>) => elements.edgesOf(module, NOTHING, ways, { marks, only }),
    }
  }, [elements, isLarge, marks, module, nodes])
  const parts = useShownElements(large, part, { ...states, selected })
  const changes = useElementChanges(isLarge, setStates)
  return {
    ...(parts ?? { nodes, edges }),
    large,
    dragged: states.dragged,
    ...changes,
  }
}

function useShownElements(
  large: LargeNet | null,
  part: ShownPart | null,
  { selected, measured, dragged }: Omit<ElementStates, 'inHand'>,
): { nodes: LayerFlowNode[]; edges: WireFlowEdge[] } | null {
  const [shown] = useState(() => new ShownElements())
  const pointed = useCanvas((state) => state.pointed)
  const focused = useCanvas((state) => state.focused)
  return useMemo(() => {
    if (large === null) return null
    if (part === null) return { nodes: [], edges: [] }
    const inHand = [pointed, focused].filter((each) => each !== null)
    return shown.of(large, part, { selected, measured, dragged, inHand })
  }, [dragged, focused, large, measured, part, pointed, selected, shown])
}
