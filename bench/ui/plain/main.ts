/** The same nodes and wires in React Flow as it comes, with its own nodes. */
import '@xyflow/react/dist/style.css'
import { applyNodeChanges, Background, MiniMap, ReactFlow } from '@xyflow/react'
import type { Edge, Node, NodeChange } from '@xyflow/react'
import { createElement, useCallback, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { grid } from '../grid'

const { nodes: first, edges } = grid(Number(new URLSearchParams(location.search).get('nodes')))
const NODES: Node[] = first.map(({ id, position, name }) => ({ id, position, data: { label: name } }))
const EDGES: Edge[] = edges.map(({ id, source, target }) => ({ id, source, target }))

function Plain() {
  const [nodes, setNodes] = useState(NODES)
  const onNodesChange = useCallback(
    (changes: NodeChange[]) => setNodes((before) => applyNodeChanges(changes, before)),
    [],
  )
  return createElement(
    ReactFlow,
    { nodes, edges: EDGES, onNodesChange, minZoom: 0.01, fitView: true, panOnScroll: true },
    createElement(Background),
    createElement(MiniMap),
  )
}

createRoot(document.getElementById('root')!).render(createElement(Plain))
