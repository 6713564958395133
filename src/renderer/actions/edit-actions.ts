/** Undo, clipboard, deleting, selecting, connecting, arranging. */
import { Copy, CopyPlus, LayoutGrid, Redo2, Scissors, Spline, Trash2, Undo2, ClipboardPaste } from 'lucide-react' // prettier-ignore
import { copyNodes } from '../../graph/commands/clipboard'
import { layoutCommand } from '../editing/auto-layout'
import { whenDrawn } from '../editing/canvas-view'
import { portsOf } from '../editing/connections'
import type { GraphNode, Position } from '../../graph/document/document'
import { currentScene, perform } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { openDialog } from '../window/layout-store'
import { GAP, snapped } from '../editing/node-metrics'
import { selectedEdges, selectedNodes, selectionOf } from '../editing/selection'
import { t } from '../texts/index'
import { pasteForeign } from '../files/paste-foreign'
import { showToast } from '../ui/toast'
import type { Action } from './action'
import type { DocumentSession } from '../session/document-session'

const state = (session: DocumentSession) => session.editor.getState()
const nodes = (session: DocumentSession) => selectedNodes(state(session).selection)
const someNodes = (session: DocumentSession) => nodes(session).length > 0

export const editActions: readonly Action[] = [
  {
    id: 'edit.undo',
    label: 'action.undo',
    icon: Undo2,
    shortcuts: ['Mod+Z'],
    enabled: (session) => state(session).history.past.length > 0,
    perform: (session) => state(session).undo(),
  },
  {
    id: 'edit.redo',
    label: 'action.redo',
    icon: Redo2,
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    enabled: (session) => state(session).history.future.length > 0,
    perform: (session) => state(session).redo(),
  },
  {
    id: 'edit.cut',
    label: 'action.cut',
    icon: Scissors,
    shortcuts: ['Mod+X'],
    enabled: someNodes,
    perform: async (session) => {
      const chosen = nodes(session)
      const { module } = state(session)
      if (await copySelection(session)) perform(session, { kind: 'remove-nodes', module, nodes: chosen })
    },
  },
  {
    id: 'edit.copy',
    label: 'action.copy',
    icon: Copy,
    shortcuts: ['Mod+C'],
    enabled: someNodes,
    perform: async (session) => {
      await copySelection(session)
    },
  },
  {
    id: 'edit.paste',
    label: 'action.paste',
    icon: ClipboardPaste,
    shortcuts: ['Mod+V'],
    byEvent: true,
    perform: pasteClipboard,
  },
  {
    id: 'edit.duplicate',
    label: 'action.duplicate',
    icon: CopyPlus,
    shortcuts: ['Mod+D'],
    enabled: someNodes,
    perform: (session) =>
      void perform(session, { kind: 'duplicate', module: state(session).module, nodes: nodes(session) }),
  },
  {
    id: 'edit.delete',
    label: 'action.delete',
    icon: Trash2,
    shortcuts: ['Delete', 'Backspace'],
    enabled: (session) => state(session).selection.kind !== 'nothing',
    perform: deleteSelection,
  },
  {
    id: 'edit.deleteReconnect',
    label: 'action.deleteReconnect',
    shortcuts: ['Shift+Delete', 'Shift+Backspace'],
    enabled: someNodes,
    perform: (session) =>
      void perform(session, {
        kind: 'remove-nodes',
        module: state(session).module,
        nodes: nodes(session),
        reconnect: true,
      }),
  },
  {
    id: 'edit.selectAll',
    label: 'action.selectAll',
    shortcuts: ['Mod+A'],
    perform: (session) =>
      state(session).select(selectionOf(editedDefinition(state(session)).nodes.map((node) => node.id))),
  },
  {
    id: 'edit.connect',
    label: 'action.connect',
    icon: Spline,
    shortcuts: ['C'],
    enabled: (session) => nodes(session).length === 1,
    perform: () => openDialog('connect'),
  },
  {
    id: 'edit.arrange',
    label: 'action.arrange',
    icon: LayoutGrid,
    shortcuts: ['Mod+Shift+L'],
    enabled: (session) => editedDefinition(state(session)).nodes.length > 1,
    perform: arrange,
  },
]

async function arrange(session: DocumentSession): Promise<void> {
  const { view, sizes } = session
  const { module } = state(session)
  const definition = editedDefinition(state(session))
  const scene = currentScene(session)
  const ports = (node: GraphNode) => portsOf(scene, node)
  const ratio = view.camera?.aspectRatio() ?? 1.6
  const command = await layoutCommand(module, definition, ports, sizes, ratio)
  if (editedDefinition(state(session)) !== definition) return
  perform(session, command)
  whenDrawn(() => view.camera?.fit())
}

function deleteSelection(session: DocumentSession): void {
  const { module, selection } = state(session)
  const edges = selectedEdges(selection)
  const commands = [
    ...(edges.length > 0 ? [{ kind: 'disconnect' as const, module, edges }] : []),
    ...(someNodes(session) ? [{ kind: 'remove-nodes' as const, module, nodes: nodes(session) }] : []),
  ]
  const [only, ...others] = commands
  if (only === undefined) return
  perform(session, others.length === 0 ? only : { kind: 'batch', label: t('action.delete'), commands })
}

/** True when the selection is on the clipboard. */
async function copySelection(session: DocumentSession): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(copyNodes(editedDefinition(state(session)), nodes(session)))
    return true
  } catch {
    showToast({ tone: 'error', title: t('clipboard.refused'), text: t('clipboard.refusedText') })
    return false
  }
}

async function pasteClipboard(session: DocumentSession): Promise<void> {
  let text: string
  try {
    text = await navigator.clipboard.readText()
  } catch {
    showToast({ tone: 'error', title: t('clipboard.refused'), text: t('clipboard.refusedText') })
    return
  }
  pasteText(session, text)
}

/** Pastes nodes: a graph's or a whole document's at the pointer, those of a text about a PyTorch net below what is there. */
export function pasteText(session: DocumentSession, text: string): void {
  const at = session.view.camera?.toCanvas(session.view.pointerOrMiddle())
  const pointed = at === undefined ? undefined : { x: snapped(at.x), y: snapped(at.y) }
  const paste = (json: string, position = pointed) =>
    perform(session, { kind: 'paste', module: state(session).module, text: json, position })
  if (/^\s*[{[]/.test(text)) paste(text)
  else
    void pasteForeign(text, (json) => {
      paste(json, belowAll(session))
      whenDrawn(() => session.view.camera?.reveal(...nodes(session)))
    })
}

/** A place under every node; none on an empty canvas. */
function belowAll(session: DocumentSession): Position | undefined {
  const all = editedDefinition(state(session)).nodes
  if (all.length === 0) return undefined
  const bottom = Math.max(...all.map(({ id, position }) => position.y + session.sizes.of(id).height))
  return { x: Math.min(...all.map(({ position }) => position.x)), y: snapped(bottom + GAP) }
}
