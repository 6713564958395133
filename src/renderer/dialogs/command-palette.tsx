import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { nodeDefinitions } from '../../graph/nodes/index'
import { isEnabled } from '../actions/action'
import { actions, runAction } from '../actions/index'
import { formatShortcut } from '../actions/shortcut'
import { CategoryChip } from '../canvas/categories'
import { camera } from '../state/canvas-store'
import { addBesideSelection, focusNode } from '../state/edit'
import { editedDefinition, useEditorStore } from '../state/editor-store'
import { Kbd } from '../ui/kbd'
import type { PickItem } from '../ui/pick-list'
import { PickDialog } from './pick-dialog'

/** Every action, every node of the graph, and every type to add, by a few letters. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const definition = useEditorStore(editedDefinition)
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
    const types = nodeDefinitions.map(({ type, label, category, doc }) => ({
      id: `type ${type}`,
      label: t('commands.add', { type: label }),
      keywords: [label, doc],
      group: t('commands.types'),
      icon: <CategoryChip category={category} size={18} />,
    }))
    return [...commands, ...types, ...nodes]
  }, [definition, t])
  const pick = (id: string) => {
    onClose()
    const space = id.indexOf(' ')
    const target = id.slice(space + 1)
    // The window gives the focus back first.
    requestAnimationFrame(() => {
      if (id.startsWith('action')) runAction(target)
      else if (id.startsWith('node')) focusNode(undefined, target)
      else
        addBesideSelection(target, camera()?.toCanvas(camera()?.middle() ?? { x: 0, y: 0 }) ?? { x: 0, y: 0 })
    })
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
