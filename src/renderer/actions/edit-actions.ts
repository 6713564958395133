/** Undo, clipboard, deleting, selecting, adding, connecting, arranging. */
import { breakpointsIn } from '../../graph/commands/breakpoints'
import { copyNodes } from '../../graph/commands/clipboard'
import type { GraphNode, Position } from '../../graph/document/document'
import { t } from '../../words/words'
import { layoutCommand } from '../editing/auto-layout'
import { whenDrawn } from '../editing/canvas-view'
import { portsOf } from '../editing/connections'
import { currentScene, openQuickAddHere, perform } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { setSelectedLearning } from '../editing/freeze'
import { GAP, snapped } from '../editing/node-metrics'
import { NOTHING, selectedEdges, selectionOf } from '../editing/selection'
import { pasteForeign } from '../files/paste-foreign'
import type { DocumentSession } from '../session/document-session'
import { showToast } from '../ui/toast'
import { openDialog } from '../window/layout-store'
import { chosenIds } from './chosen'
import type { Performed } from './performed'

const state = ({ editor }: DocumentSession) => editor.getState()

export const editActions: Performed<'edit'> = {
  'edit.undo': (session) => {
    for (const label of state(session).undo())
      showToast({
        tone: 'info',
        title: t('changes.passedOver', { label }),
        text: t('changes.passedOverText'),
      })
  },
  'edit.redo': (session) => state(session).redo(),
  'edit.cut': async (session) => {
    const nodes = chosenIds(session)
    const { module } = state(session)
    if (await copySelection(session)) perform(session, { kind: 'remove-nodes', module, nodes })
  },
  'edit.copy': async (session) => void (await copySelection(session)),
  'edit.paste': pasteClipboard,
  'edit.duplicate': (session) => {
    perform(session, { kind: 'duplicate', module: state(session).module, nodes: chosenIds(session) })
    revealChosen(session)
  },
  'edit.delete': deleteSelection,
  'edit.deleteReconnect': (session) => {
    const { module } = state(session)
    perform(session, { kind: 'remove-nodes', module, nodes: chosenIds(session), reconnect: true })
  },
  'edit.selectAll': (session) => {
    const { nodes } = editedDefinition(state(session))
    state(session).select(selectionOf(nodes.map(({ id }) => id)))
  },
  'edit.selectNone': (session) => state(session).select(NOTHING),
  'edit.addLayer': openQuickAddHere,
  'edit.connect': () => openDialog('connect'),
  'edit.arrange': arrange,
  'edit.freeze': (session) => setSelectedLearning(session, false),
  'edit.unfreeze': (session) => setSelectedLearning(session, true),
}

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
  const nodes = chosenIds(session)
  const commands = [
    ...(edges.length > 0 ? [{ kind: 'disconnect' as const, module, edges }] : []),
    ...(nodes.length > 0 ? [{ kind: 'remove-nodes' as const, module, nodes }] : []),
  ]
  const [only, ...others] = commands
  if (only === undefined) return
  const label = t('edits.deleteSelection')
  perform(session, others.length === 0 ? only : { kind: 'batch', label, commands })
}

/** True when the selection is on the clipboard. */
async function copySelection(session: DocumentSession): Promise<boolean> {
  try {
    const { document, module } = state(session)
    const breakpoints = breakpointsIn(document, module)
    await navigator.clipboard.writeText(
      copyNodes(editedDefinition(state(session)), chosenIds(session), breakpoints),
    )
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
  const { view } = session
  const at = view.camera?.toCanvas(session.canvas.getState().contextMenu?.at ?? view.pointerOrMiddle())
  const pointed = at === undefined ? undefined : { x: snapped(at.x), y: snapped(at.y) }
  const paste = (json: string, position = pointed) => {
    perform(session, { kind: 'paste', module: state(session).module, text: json, position })
    revealChosen(session)
  }
  if (/^\s*[{[]/.test(text)) paste(text)
  else void pasteForeign(text, (json) => paste(json, belowAll(session)))
}

/** What is new is selected, and comes into view. */
function revealChosen(session: DocumentSession): void {
  whenDrawn(() => session.view.camera?.reveal(...chosenIds(session)))
}

/** A place under every node; none on an empty canvas. */
function belowAll(session: DocumentSession): Position | undefined {
  const all = editedDefinition(state(session)).nodes
  if (all.length === 0) return undefined
  const bottom = Math.max(...all.map(({ id, position }) => position.y + session.sizes.of(id).height))
  return { x: Math.min(...all.map(({ position }) => position.x)), y: snapped(bottom + GAP) }
}
