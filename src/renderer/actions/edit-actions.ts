/** Undo, clipboard, deleting, selecting, connecting, arranging. */
import { Copy, CopyPlus, LayoutGrid, Redo2, Scissors, Spline, Trash2, Undo2, ClipboardPaste } from 'lucide-react' // prettier-ignore
import { copyNodes } from '../../graph/commands/clipboard'
import { layoutCommand } from '../editing/auto-layout'
import { camera, pointerOrMiddle, whenDrawn } from '../editing/canvas-store'
import { portsOf } from '../editing/connections'
import type { GraphNode, Position } from '../../graph/document/document'
import { currentScene, perform } from '../editing/edit'
import { editedDefinition, useEditorStore } from '../editing/editor-store'
import { openDialog } from '../window/layout-store'
import { GAP, sizeOf, snapped } from '../editing/node-metrics'
import { selectedEdges, selectedNodes, selectionOf } from '../editing/selection'
import { t } from '../texts/index'
import { pasteForeign } from '../files/paste-foreign'
import { showToast } from '../ui/toast'
import type { Action } from './action'

const state = () => useEditorStore.getState()
const nodes = () => selectedNodes(state().selection)
const someNodes = () => nodes().length > 0

export const editActions: readonly Action[] = [
  {
    id: 'edit.undo',
    label: 'action.undo',
    icon: Undo2,
    shortcuts: ['Mod+Z'],
    enabled: () => state().history.past.length > 0,
    perform: () => state().undo(),
  },
  {
    id: 'edit.redo',
    label: 'action.redo',
    icon: Redo2,
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    enabled: () => state().history.future.length > 0,
    perform: () => state().redo(),
  },
  {
    id: 'edit.cut',
    label: 'action.cut',
    icon: Scissors,
    shortcuts: ['Mod+X'],
    enabled: someNodes,
    perform: async () => {
      const chosen = nodes()
      const { module } = state()
      if (await copySelection()) perform({ kind: 'remove-nodes', module, nodes: chosen })
    },
  },
  {
    id: 'edit.copy',
    label: 'action.copy',
    icon: Copy,
    shortcuts: ['Mod+C'],
    enabled: someNodes,
    perform: async () => {
      await copySelection()
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
    perform: () => void perform({ kind: 'duplicate', module: state().module, nodes: nodes() }),
  },
  {
    id: 'edit.delete',
    label: 'action.delete',
    icon: Trash2,
    shortcuts: ['Delete', 'Backspace'],
    enabled: () => state().selection.kind !== 'nothing',
    perform: deleteSelection,
  },
  {
    id: 'edit.deleteReconnect',
    label: 'action.deleteReconnect',
    shortcuts: ['Shift+Delete', 'Shift+Backspace'],
    enabled: someNodes,
    perform: () =>
      void perform({ kind: 'remove-nodes', module: state().module, nodes: nodes(), reconnect: true }),
  },
  {
    id: 'edit.selectAll',
    label: 'action.selectAll',
    shortcuts: ['Mod+A'],
    perform: () => state().select(selectionOf(editedDefinition(state()).nodes.map((node) => node.id))),
  },
  {
    id: 'edit.connect',
    label: 'action.connect',
    icon: Spline,
    shortcuts: ['C'],
    enabled: () => nodes().length === 1,
    perform: () => openDialog('connect'),
  },
  {
    id: 'edit.arrange',
    label: 'action.arrange',
    icon: LayoutGrid,
    shortcuts: ['Mod+Shift+L'],
    enabled: () => editedDefinition(state()).nodes.length > 1,
    perform: async () => {
      const { module } = state()
      const definition = editedDefinition(state())
      const scene = currentScene()
      const ports = (node: GraphNode) => portsOf(scene, node)
      const command = await layoutCommand(module, definition, ports, camera()?.aspectRatio() ?? 1.6)
      if (editedDefinition(state()) !== definition) return
      perform(command)
      whenDrawn(() => camera()?.fit())
    },
  },
]

function deleteSelection(): void {
  const { module, selection } = state()
  const edges = selectedEdges(selection)
  const commands = [
    ...(edges.length > 0 ? [{ kind: 'disconnect' as const, module, edges }] : []),
    ...(someNodes() ? [{ kind: 'remove-nodes' as const, module, nodes: nodes() }] : []),
  ]
  const [only, ...others] = commands
  if (only === undefined) return
  perform(others.length === 0 ? only : { kind: 'batch', label: t('action.delete'), commands })
}

/** True when the selection is on the clipboard. */
async function copySelection(): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(copyNodes(editedDefinition(state()), nodes()))
    return true
  } catch {
    showToast({ tone: 'error', title: t('clipboard.refused'), text: t('clipboard.refusedText') })
    return false
  }
}

async function pasteClipboard(): Promise<void> {
  let text: string
  try {
    text = await navigator.clipboard.readText()
  } catch {
    showToast({ tone: 'error', title: t('clipboard.refused'), text: t('clipboard.refusedText') })
    return
  }
  pasteText(text)
}

/** Pastes nodes: a graph's or a whole document's at the pointer, those of a text about a PyTorch net below what is there. */
export function pasteText(text: string): void {
  const at = camera()?.toCanvas(pointerOrMiddle())
  const pointed = at === undefined ? undefined : { x: snapped(at.x), y: snapped(at.y) }
  const paste = (json: string, position = pointed) =>
    perform({ kind: 'paste', module: state().module, text: json, position })
  if (/^\s*[{[]/.test(text)) paste(text)
  else
    void pasteForeign(text, (json) => {
      paste(json, belowAll())
      whenDrawn(() => camera()?.reveal(...nodes()))
    })
}

/** A place under every node; none on an empty canvas. */
function belowAll(): Position | undefined {
  const all = editedDefinition(state()).nodes
  if (all.length === 0) return undefined
  const bottom = Math.max(...all.map(({ id, position }) => position.y + sizeOf(id).height))
  return { x: Math.min(...all.map(({ position }) => position.x)), y: snapped(bottom + GAP) }
}
