import { useMemo } from 'react'
import { useTranslation } from '../texts/use-translation'
import { isEnabled } from '../actions/action'
import { actions, runAction } from '../actions/index'
import { formatShortcut } from '../actions/shortcut'
import { CategoryChip } from '../palette/categories'
import { camera } from '../editing/canvas-store'
import { addBesideSelection, focusNode } from '../editing/edit'
import { editedDefinition, useEditorStore } from '../editing/editor-store'
import { paletteEntries, paletteEntry } from '../editing/entries'
import { Kbd } from '../ui/kbd'
import type { PickItem } from '../ui/pick-list'
import { PickDialog } from './pick-dialog'

/** Every action, every node of the graph, and every type to add, by a few letters. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const definition = useEditorStore(editedDefinition)
  const modules = useEditorStore((state) => state.document.modules)
  const shown = useEditorStore((state) => state.module)
  const items = useMemo<PickItem[]>(() => {
    const commands = actions
      .filter((action) => action.hidden !== true && isEnabled(action))
      .map((action) => {
        const Icon = action.icon
        const shortcut = action.shortcuts?.[0]
        return {
          id: `action ${action.id}`,
          label: t(action.label),
          group: t('commands.actions'),
          icon:
            Icon === undefined ? (
              <span className="w-4" />
            ) : (
              <Icon size={16} strokeWidth={1.75} className="text-faint" aria-hidden />
            ),
          aside: shortcut === undefined ? undefined : <Kbd keys={formatShortcut(shortcut)} />,
        }
      })
    const nodes = definition.nodes.map((node) => ({
      id: `node ${node.id}`,
      label: t('commands.goTo', { name: node.name }),
      keywords: [node.name, node.type],
      group: t('commands.nodes'),
      aside: <span className="text-xs text-faint">{node.type}</span>,
    }))
    const types = paletteEntries(Object.keys(modules), shown).map(
      ({ id, label, definition: { category }, keywords }) => ({
        id: `type ${id}`,
        label: t('commands.add', { type: label }),
        keywords: [label, ...keywords],
        group: t('commands.types'),
        icon: <CategoryChip category={category} size={18} />,
      }),
    )
    return [...commands, ...types, ...nodes]
  }, [definition, modules, shown, t])
  const pick = (id: string) => {
    onClose()
    const space = id.indexOf(' ')
    const target = id.slice(space + 1)
    const perform = () => {
      if (id.startsWith('action')) runAction(target)
      else if (id.startsWith('node')) focusNode(undefined, target)
      else add(target)
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

function add(id: string): void {
  const entry = paletteEntry(id)
  const view = camera()
  if (entry === undefined || view === null) return
  addBesideSelection(entry, view.toCanvas(view.middle()))
  const { selection } = useEditorStore.getState()
  if (selection.kind === 'node') focusNode(undefined, selection.id)
}
