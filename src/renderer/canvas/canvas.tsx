import {
  Background,
  BackgroundVariant,
  ConnectionMode,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
} from '@xyflow/react'
import type { Connection, Edge, FinalConnectionState, Node } from '@xyflow/react'
import { useMemo, useState } from 'react'
import type {
  FocusEvent as ReactFocusEvent,
  KeyboardEvent as ReactKeyboardEvent,
  MouseEvent as ReactMouseEvent,
  PointerEvent as ReactPointerEvent,
} from 'react'
import { useTranslation } from '../texts/use-translation'
import { FlowOverlay } from '../overlay/flow-overlay'
import { openInstance } from '../actions/module-actions'
import { openQuickAdd } from '../editing/edit'
import { perform } from '../editing/edit'
import { useLayoutStore } from '../window/layout-store'
import { GRID } from '../editing/node-metrics'
import { NOTHING, selectionOf } from '../editing/selection'
import { useScaleStore } from '../texts/text-scale'
import { useThemeStore } from '../window/theme'
import { BackToNet } from './back-to-net'
import { CameraBridge, LEAST_ZOOM } from './camera-bridge'
import { CanvasMenu } from './canvas-menu'
import { CanvasTools } from './canvas-tools'
import { ConnectionHint, allowsWire } from './connection-hint'
import { DetailLevel } from './detail-level'
import { dropHandlers } from '../palette/drop'
import { noteDrag } from './drag-onto-wire'
import { selectAlone, selectForMenu, selectUnder } from './select-by-click'
import { EmptyCanvas } from './empty-canvas'
import { FarHand } from './far-hand'
import { FarPicture } from './far-picture'
import { LayerNode } from './layer-node'
import { onCanvasKey } from './keyboard'
import { ModuleCrumbs } from './module-crumbs'
import { NetMinimap } from './net-minimap'
import { QuickAdd } from './quick-add'
import { drawnFrom } from './shown-elements'
import { PartWatcher } from './shown-part'
import type { ShownPart } from './shown-part'
import { useFlowElements } from './use-flow-elements'
import { WireEdge } from './wire-edge'
import { useSession } from '../session/session-provider'
import type { DocumentSession } from '../session/document-session'

const NODE_TYPES = { layer: LayerNode }
const EDGE_TYPES = { wire: WireEdge }
const SNAP: [number, number] = [GRID, GRID]
const MORE_KEYS = ['Shift', 'Meta', 'Control']
const OPTIONS = { hideAttribution: false }
const MOST_ZOOM = 2.5

// Elements that are made once: an edit comes only to those of them that it is about.
const IN_FLOW = (
  <>
    <ConnectionHint />
    <CameraBridge />
    <BackToNet />
  </>
)
const OVER_FLOW = (
  <>
    <ModuleCrumbs />
    <CanvasTools />
  </>
)
const POPUPS = (
  <>
    <QuickAdd />
    <CanvasMenu />
  </>
)

/** The graph: nodes, wires, and everything one does with them by pointer and keyboard. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Surface />
    </ReactFlowProvider>
  )
}

function Surface() {
  const { t } = useTranslation()
  const session = useSession()
  const [part, setPart] = useState<ShownPart | null>(null)
  const { nodes, edges, large, dragged, onNodesChange, onEdgesChange } = useFlowElements(part)
  const isEmpty = nodes.length === 0 && large === null
  const far = part?.kind === 'far' ? large : null
  const theme = useThemeStore((state) => state.theme)
  const snap = useLayoutStore((state) => state.snap)
  const minimap = useLayoutStore((state) => state.minimap)
  const scale = useScaleStore((state) => state.scale)
  const said = useMemo(() => ({ 'edge.a11yDescription.default': t('canvas.wireKeys') }), [t])
  const drop = useMemo(() => dropHandlers(session), [session])
  const whole = useMemo(() => (far === null ? null : drawnFrom(far)), [far])
  const handlers = useMemo(() => handlersOf(session), [session])
  return (
    <div className="absolute inset-0">
      <ReactFlow
        aria-label={t('canvas.label')}
        {...handlers}
        {...drop}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        ariaLabelConfig={said}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        connectionMode={ConnectionMode.Strict}
        connectionRadius={28}
        colorMode={theme}
        snapToGrid={snap}
        snapGrid={SNAP}
        minZoom={LEAST_ZOOM}
        maxZoom={MOST_ZOOM * scale}
        panOnScroll
        zoomOnDoubleClick={false}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={MORE_KEYS}
        deleteKeyCode={null}
        panActivationKeyCode={null}
        disableKeyboardA11y
        autoPanOnNodeFocus={false}
        nodesFocusable
        edgesFocusable
        elevateEdgesOnSelect={false}
        proOptions={OPTIONS}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID * 2} size={1.25} />
        {large !== null && <PartWatcher onPart={setPart} />}
        {far !== null && (
          <>
            <FarPicture net={far} dragged={dragged} />
            <FarHand map={far.map} />
          </>
        )}
        <FlowOverlay whole={whole} />
        {minimap && large !== null && <NetMinimap map={large.map} />}
        {minimap && large === null && (
          <MiniMap pannable zoomable position="bottom-right" ariaLabel={t('canvas.minimap')} />
        )}
        {IN_FLOW}
        <DetailLevel far={far !== null} />
      </ReactFlow>
      {OVER_FLOW}
      {isEmpty && <EmptyCanvas />}
      {POPUPS}
    </div>
  )
}

/** Made once, so that React Flow takes nothing over again when only what is shown has changed. */
function handlersOf(session: DocumentSession) {
  const openMenu = (event: ReactMouseEvent | MouseEvent, id?: string, kind?: 'node' | 'edge') => {
    event.preventDefault()
    selectForMenu(session, id, kind)
    const at = { x: event.clientX, y: event.clientY }
    const port = kind === 'node' && id !== undefined ? outputAt(event.target, id) : undefined
    session.canvas.setState({ contextMenu: { at, port } })
  }
  return {
    onKeyDown: (event: ReactKeyboardEvent) => onCanvasKey(session, event),
    onPointerMove: (event: ReactPointerEvent) =>
      session.view.notePointer({ x: event.clientX, y: event.clientY }),
    onPointerLeave: () => session.view.notePointer(null),
    onClick: (event: ReactMouseEvent) => selectUnder(session, event),
    onDoubleClick: (event: ReactMouseEvent) => addOnDoubleClick(session, event),
    onFocus: (event: ReactFocusEvent) => revealFocused(session, event),
    onConnect: (wire: Connection) => connect(session, wire),
    onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState) =>
      addAtWireEnd(session, event, state),
    isValidConnection: (wire: Connection | Edge) => allowsWire(session, wire),
    onNodeClick: (event: ReactMouseEvent, node: Node) => selectAlone(session, event, selectionOf([node.id])),
    onEdgeClick: (event: ReactMouseEvent, edge: Edge) =>
      selectAlone(session, event, selectionOf([], [edge.id])),
    onNodeDrag: (_: unknown, node: Node, dragged: Node[]) => noteDrag(session, node.id, dragged.length),
    onNodeDoubleClick: (_: ReactMouseEvent, node: Node) => openInstance(session, node.id),
    onNodeContextMenu: (event: ReactMouseEvent, node: Node) => openMenu(event, node.id, 'node'),
    onEdgeContextMenu: (event: ReactMouseEvent, edge: Edge) => openMenu(event, edge.id, 'edge'),
    // React Flow gives up only what it has of a choice.
    onPaneClick: () => session.editor.getState().select(selectionOf([])),
    onSelectionStart: () => session.editor.getState().select(selectionOf([])),
    onPaneContextMenu: (event: ReactMouseEvent | MouseEvent) => {
      // What one asks for is there, and not what was selected elsewhere.
      session.editor.getState().select(NOTHING)
      openMenu(event)
    },
    onSelectionContextMenu: (event: ReactMouseEvent) => openMenu(event),
  }
}

function connect(session: DocumentSession, { source, sourceHandle, target, targetHandle }: Connection): void {
  if (sourceHandle === null || targetHandle === null) return
  const { module } = session.editor.getState()
  perform(session, { kind: 'connect', module, source, sourceHandle, target, targetHandle })
}

/** A wire that is let go over nothing asks what to add there. */
function addAtWireEnd(
  session: DocumentSession,
  event: MouseEvent | TouchEvent,
  state: FinalConnectionState,
): void {
  const { fromHandle, toHandle, toNode } = state
  if (toHandle !== null || toNode !== null || fromHandle?.id == null) return
  const point = 'changedTouches' in event ? event.changedTouches[0] : event
  if (point === undefined) return
  const port = { node: fromHandle.nodeId, handle: fromHandle.id, kind: fromHandle.type }
  openQuickAdd(session, { x: point.clientX, y: point.clientY }, { kind: 'wire end', port })
}

/** The keyboard may go to a node that is out of sight; what has it stays in the page. */
function revealFocused(session: DocumentSession, event: ReactFocusEvent): void {
  const id = event.target.getAttribute('data-id')
  const kind = event.target.matches('.react-flow__edge') ? 'edge' : 'node'
  if (id !== null) session.canvas.setState({ focused: { kind, id } })
  if (id !== null && event.target.matches('.react-flow__node:focus-visible')) session.view.camera?.reveal(id)
}

function addOnDoubleClick(session: DocumentSession, event: ReactMouseEvent): void {
  if (!(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return
  openQuickAdd(session, { x: event.clientX, y: event.clientY })
}

/** The output of a node that the pointer is on. */
function outputAt(target: EventTarget | null, node: string): { node: string; handle: string } | undefined {
  const port = target instanceof Element ? target.closest('.port-source') : null
  const handle = port?.getAttribute('data-handleid')
  return handle == null ? undefined : { node, handle }
}
