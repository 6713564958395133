import { useMemo } from 'react'
import { useTranslation } from '../texts/use-translation'
import { definitionOf } from '../../graph/document/document'
import { nextPort, portsOf, possibleWires } from '../editing/connections'
import type { Port, Scene, Wire } from '../editing/connections'
import { currentScene, perform } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { selectedNodes } from '../editing/selection'
import type { PickItem } from '../ui/pick-list'
import { PickDialog } from '../ui/pick-dialog'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** Wires the selected node by keyboard: the inputs that its outputs can go to, those that fit first. */
export function ConnectDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const definition = useEditor(editedDefinition)
  const [source] = selectedNodes(useEditor((state) => state.selection))
  const name = (id: string) => definition.nodes.find((node) => node.id === id)?.name ?? id
  const wires = useMemo(() => {
    const scene = currentScene(session)
    const outputs = source === undefined ? [] : outputsOf(scene, source)
    const possible = outputs.flatMap((port) => possibleWires(scene, port))
    return [
      ...possible.filter(({ verdict }) => verdict.kind === 'fits'),
      ...possible.filter(({ verdict }) => verdict.kind !== 'fits'),
    ]
  }, [session, source])
  const several = new Set(wires.map(({ wire }) => wire.sourceHandle)).size > 1
  const taken = new Set(definition.edges.map((edge) => `${edge.target} ${edge.targetHandle}`))
  const items: PickItem[] = wires.map(({ wire, verdict }) => ({
    id: JSON.stringify(wire),
    label: `${several ? `${wire.sourceHandle} → ` : ''}${name(wire.target)} · ${wire.targetHandle}`,
    group: verdict.kind === 'fits' ? t('quickAdd.fits') : t('quickAdd.doesNotFit'),
    faint: verdict.kind !== 'fits',
    aside: taken.has(`${wire.target} ${wire.targetHandle}`) ? (
      <span className="text-xs text-faint">{t('connect.replaces')}</span>
    ) : undefined,
  }))
  const pick = (id: string) => {
    onClose()
    perform(session, {
      kind: 'connect',
      module: session.editor.getState().module,
      ...(JSON.parse(id) as Wire),
    })
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

/** The outputs of a node, the one to go on from first. */
function outputsOf(scene: Scene, id: string): Port[] {
  const node = definitionOf(scene.document, scene.module)?.nodes.find((each) => each.id === id)
  if (node === undefined) return []
  const next = nextPort(scene, id)?.handle
  const outputs = portsOf(scene, node).filter(({ kind }) => kind === 'source')
  return [
    ...outputs.filter(({ handle }) => handle === next),
    ...outputs.filter(({ handle }) => handle !== next),
  ]
}
