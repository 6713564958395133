import { useMemo } from 'react'
import { SlidersHorizontal } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { chooseTrainingPart, trainingParts } from '../training/training-parts'
import { actions, foundText, isPageActionId, pageActionIds } from '../../actions/actions'
import { iconOf } from '../actions/icons'
import { isEnabled, labelOf, runAction } from '../actions/index'
import { CategoryChip } from '../palette/categories'
import { addBesideSelection, focusNode } from '../editing/edit'
import { editedDefinition, editedInference } from '../editing/editor-store'
import { paletteEntries, paletteEntry } from '../editing/entries'
import { Kbd } from '../ui/kbd'
import { keysOf } from '../window/keys'
import type { PickItem } from '../ui/pick-list'
import { PickDialog } from '../ui/pick-dialog'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'
import type { DocumentSession } from '../session/document-session'

/** Every action, every node of the graph, every type to add, and every optimiser and schedule, by a few letters. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const definition = useEditor(editedDefinition)
  const inference = useEditor(editedInference)
  const modules = useEditor((state) => state.document.modules)
  const shown = useEditor((state) => state.module)
  // What can be done changes with the run too, while the list is open.
  const possible = useRun(() => JSON.stringify(possibleActions(session)))
  const items = useMemo<PickItem[]>(() => {
    const commands = (JSON.parse(possible) as ReturnType<typeof possibleActions>).map(({ action, label }) => {
      const Icon = iconOf(action)
      const found = foundText(action)
      const keys = keysOf(action)
      return {
        id: `action ${action}`,
        label,
        keywords: [found === null ? label : `${label} ${t(found)}`],
        group: t('commands.actions'),
        icon: (
          <span className="flex w-4.5 shrink-0 justify-center" aria-hidden>
            {Icon && <Icon size={16} strokeWidth={1.75} className="text-faint" />}
          </span>
        ),
        aside: keys === undefined ? undefined : <Kbd keys={keys} />,
      }
    })
    const nodes = definition.nodes.map((node) => ({
      id: `node ${node.id}`,
      label: t('commands.goTo', { name: node.name }),
      name: node.name,
      keywords: [node.name, node.type],
      group: t('commands.nodes'),
      icon: (
        <CategoryChip category={inference?.nodes.get(node.id)?.definition?.category ?? 'module'} size={18} />
      ),
      aside: <span className="text-xs text-faint">{node.type}</span>,
    }))
    const types = paletteEntries(Object.keys(modules), shown).map(
      ({ id, label, definition: { category }, keywords }) => ({
        id: `type ${id}`,
        label: t('commands.add', { type: label }),
        name: label,
        first: true,
        keywords: [label, ...keywords],
        group: t('commands.types'),
        icon: <CategoryChip category={category} size={18} />,
      }),
    )
    const parts = trainingParts.map(({ id, label }) => ({
      id,
      label: label(),
      group: t('training.title'),
      icon: (
        <span className="flex w-4.5 shrink-0 justify-center" aria-hidden>
          <SlidersHorizontal size={16} strokeWidth={1.75} className="text-faint" />
        </span>
      ),
    }))
    return [...commands, ...types, ...nodes, ...parts]
  }, [definition, inference, modules, possible, shown, t])
  const pick = (id: string) => {
    onClose()
    const space = id.indexOf(' ')
    const target = id.slice(space + 1)
    const perform = () => {
      if (isPageActionId(target)) runAction(session, target)
      else if (id.startsWith('node')) focusNode(session, undefined, target)
      else if (id.startsWith('training')) chooseTrainingPart(session, id)
      else add(session, target)
    }
    // The window gives the focus back first, in a timer of its own.
    requestAnimationFrame(() => setTimeout(perform))
  }
  return (
    <PickDialog
      title={t('commands.title')}
      items={items}
      onPick={pick}
      onClose={onClose}
      placeholder={t('commands.search')}
      empty={t('commands.empty')}
    />
  )
}

/** Actions that can be done now, and what they are called now. */
function possibleActions(session: DocumentSession) {
  return pageActionIds
    .filter((action) => actions[action].inPalette !== false && isEnabled(session, action))
    .map((action) => ({ action, label: labelOf(session, action) }))
}

function add(session: DocumentSession, id: string): void {
  const entry = paletteEntry(id)
  const view = session.view.camera
  if (entry === undefined || view === null) return
  addBesideSelection(session, entry, view.toCanvas(view.middle()))
  const { selection } = session.editor.getState()
  if (selection.kind === 'node') focusNode(session, undefined, selection.id)
}
