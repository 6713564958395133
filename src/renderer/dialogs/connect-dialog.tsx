import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { possibleWires, nextPort } from '../canvas/connections'
import type { Wire } from '../canvas/connections'
import { currentScene, perform } from '../state/edit'
import { editedDefinition, useEditorStore } from '../state/editor-store'
import { selectedNodes } from '../state/selection'
import type { PickItem } from '../ui/pick-list'
import { PickDialog } from './pick-dialog'

/** Wires the selected node by keyboard: the inputs that its output can go to, those that fit first. */
export function ConnectDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const definition = useEditorStore(editedDefinition)
  const [source] = selectedNodes(useEditorStore((state) => state.selection))
  const name = (id: string) => definition.nodes.find((node) => node.id === id)?.name ?? id
  const wires = useMemo(() => {
    const scene = currentScene()
    const port = source === undefined ? null : nextPort(scene, source)
    return port === null ? [] : possibleWires(scene, port)
  }, [source])
  const taken = new Set(definition.edges.map((edge) => `${edge.target} ${edge.targetHandle}`))
  const items: PickItem[] = wires.map(({ wire, verdict }) => ({
    id: JSON.stringify(wire),
    label: `${name(wire.target)} · ${wire.targetHandle}`,
    group: verdict.kind === 'fits' ? t('quickAdd.fits') : t('quickAdd.doesNotFit'),
    faint: verdict.kind !== 'fits',
    aside: taken.has(`${wire.target} ${wire.targetHandle}`) ? (
      <span className="text-xs text-faint">{t('connect.replaces')}</span>
    ) : undefined,
  }))
  const pick = (id: string) => {
    onClose()
    perform({ kind: 'connect', module: useEditorStore.getState().module, ...(JSON.parse(id) as Wire) })
  }
  return (
    <PickDialog
      title={t('connect.title', { name: source === undefined ? '' : name(source) })}
      items={items}
      onPick={pick}
      onClose={onClose}
      placeholder={t('connect.search', { name: source === undefined ? '' : name(source) })}
      empty={t('connect.empty')}
    />
  )
}
