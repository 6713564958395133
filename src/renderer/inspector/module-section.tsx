import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import type { GraphNode } from '../../graph/document/document'
import { nodeDefinition } from '../../graph/nodes/index'
import { perform } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { NODE_HEIGHT } from '../../graph/drawing/node-size'
import { instanceModule } from '../editing/trail'
import { IconButton } from '../ui/icon-button'
import { Section } from '../ui/panel'
import { TextField } from '../ui/text-field'
import { ModuleNameField } from './module-name-field'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** The definition on the canvas: its class name, who uses it, and what goes in and out. */
export function ModuleSection() {
  const { t } = useTranslation()
  const module = useEditor((state) => state.module)
  const document = useEditor((state) => state.document)
  const nested = module !== document.main
  const count = Object.values(document.modules).reduce(
    (sum, { nodes }) => sum + nodes.filter((node) => instanceModule(node) === module).length,
    0,
  )
  return (
    <Section title={t('modules.module')}>
      <div className="flex flex-col gap-3">
        <ModuleNameField module={module} />
        {nested && <p className="text-xs text-faint">{t('modules.instances', { count })}</p>}
        {nested && <Ports kind="input" type="Input" />}
        {nested && <Ports kind="output" type="Output" />}
      </div>
    </Section>
  )
}

/** The inputs or the outputs, in the order in which instances show them. */
function Ports({ kind, type }: { kind: 'input' | 'output'; type: string }) {
  const { t } = useTranslation()
  const session = useSession()
  const module = useEditor((state) => state.module)
  const { nodes } = useEditor(editedDefinition)
  const ports = nodes.filter((node) => nodeDefinition(node.type)?.role === kind)
  const ids = ports.map(({ id }) => id)
  const swap = (at: number, by: 1 | -1) => {
    const order = ids.with(at, ids[at + by]!).with(at + by, ids[at]!)
    perform(session, { kind: 'reorder', module, nodes: order })
  }
  return (
    <section aria-label={t(`modules.${kind}s`)}>
      <div className="flex items-center">
        <h4 className="flex-1 text-sm text-muted">{t(`modules.${kind}s`)}</h4>
        <IconButton
          icon={Plus}
          size="sm"
          label={t(`modules.add.${kind}`)}
          onClick={() =>
            perform(session, { kind: 'add-node', module, type, params: {}, position: below(ports) })
          }
        />
      </div>
      <ul className="flex flex-col gap-1">
        {ports.map(({ id, name }, at) => (
          <li key={id} className="flex items-center gap-0.5">
            <TextField
              mono
              aria-label={t(`modules.name.${kind}`, { name })}
              value={name}
              onCommit={(wanted) =>
                perform(session, { kind: 'rename', module, node: id, name: wanted }, 'step')
              }
            />
            <IconButton
              icon={ArrowUp}
              size="sm"
              label={t('modules.up', { name })}
              disabled={at === 0}
              onClick={() => swap(at, -1)}
            />
            <IconButton
              icon={ArrowDown}
              size="sm"
              label={t('modules.down', { name })}
              disabled={at === ports.length - 1}
              onClick={() => swap(at, 1)}
            />
            <IconButton
              icon={Trash2}
              size="sm"
              label={t('modules.remove', { name })}
              onClick={() => perform(session, { kind: 'remove-nodes', module, nodes: [id] })}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function below(ports: readonly GraphNode[]): { x: number; y: number } {
  const last = ports.at(-1)?.position ?? { x: 0, y: 0 }
  return { x: last.x, y: last.y + NODE_HEIGHT + 20 }
}
