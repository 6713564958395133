import { CornerRightDown, Split, Ungroup } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { applyCommand } from '../../graph/commands/apply'
import type { Command } from '../../graph/document/command'
import type { GraphNode } from '../../graph/document/document'
import { runAction } from '../actions/index'
import { perform } from '../editing/edit'
import { instanceModule } from '../editing/trail'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Section } from '../ui/panel'
import { Select } from '../ui/select'
import { ModuleNameField } from './module-name-field'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** Of which module an instance is, and what can be done with it. */
export function InstanceSection({ node }: { node: GraphNode }) {
  const { t } = useTranslation()
  const session = useSession()
  const document = useEditor((state) => state.document)
  const module = useEditor((state) => state.module)
  const chosen = instanceModule(node) ?? ''
  const set = (name: string): Command => ({
    kind: 'set-params', module, node: node.id, params: { module: name },
  }) // prettier-ignore
  const uses = Object.values(document.modules)
    .flatMap((each) => each.nodes)
    .filter((other) => instanceModule(other) === chosen).length
  // One that would contain itself is no choice.
  const options = Object.keys(document.modules).filter(
    (name) => name === chosen || applyCommand(document, set(name)).kind === 'done',
  )
  return (
    <Section title={t('modules.module')}>
      <div className="flex flex-col gap-1.5">
        <Field label="module">
          <Select
            value={options.includes(chosen) ? chosen : undefined}
            placeholder={chosen}
            options={options.map((name) => ({ value: name, label: name }))}
            onChange={(name) => perform(session, set(name))}
          />
        </Field>
        {Object.hasOwn(document.modules, chosen) && <ModuleNameField module={chosen} />}
        <div className="flex flex-wrap gap-1.5 pt-1">
          <Button size="sm" onClick={() => runAction(session, 'module.open')}>
            <CornerRightDown size={13} aria-hidden />
            {t('action.module.open')}
          </Button>
          <Button size="sm" onClick={() => runAction(session, 'module.ungroup')}>
            <Ungroup size={13} aria-hidden />
            {t('action.module.ungroup')}
          </Button>
          {uses > 1 && (
            <Button size="sm" onClick={() => runAction(session, 'module.copy')}>
              <Split size={13} aria-hidden />
              {t('action.module.copy')}
            </Button>
          )}
        </div>
      </div>
    </Section>
  )
}
