import { useTranslation } from '../texts/use-translation'
import type { EditManner } from '../../graph/commands/history'
import type { CallMode, Params as GivenParams } from '../../graph/document/document'
import type { NodeInference } from '../../graph/infer/inference'
import { breakpointsOf } from '../../graph/breakpoints/document-breakpoints'
import { paramFields } from '../../graph/params/param-types'
import type { ParamField } from '../../graph/params/param-types'
import type { NodeDefinition } from '../../graph/registry/definition'
import { ActionButton } from '../actions/action-button'
import { CategoryChip } from '../palette/categories'
import { PlaceBreakpoints } from '../debugger/place-breakpoints'
import { MetricSection } from '../plots/metric-section'
import { FindingText } from '../problems/finding-text'
import { perform, shownModule } from '../editing/edit'
import { editedInference } from '../editing/editor-store'
import { DocsLink } from '../ui/docs-link'
import { Field } from '../ui/field'
import { NumberField } from '../ui/number-field'
import { Panel, Section } from '../ui/panel'
import { Select } from '../ui/select'
import { NodeHooks } from '../hooks/hooks-section'
import { InstanceSection } from './instance-section'
import { NameField } from './name-field'
import { NodeParameters } from '../parameters/node-parameters'
import { ShapeTable } from './node-tables'
import { ParamForm } from '../forms/param-form'
import { SharedField } from './shared-field'
import { StoppedValue } from '../wire/stopped-value'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** Everything about one node: its name, its params, its tensors, its cost, and what is wrong with it. */
export function NodeInspector({ id }: { id: string }) {
  const { t } = useTranslation()
  const inference = useEditor((state) => editedInference(state)?.nodes.get(id))
  if (inference === undefined) return null
  const { node, definition, findings } = inference
  const ownFindings = findings.filter((finding) => finding.param === undefined || definition === undefined)
  return (
    <Panel label={t('inspector.node', { name: node.name })} header={<Header inference={inference} />}>
      {ownFindings.length > 0 && (
        <div className="flex flex-col gap-3 border-b border-line p-3">
          {ownFindings.map((finding) => (
            <div
              key={finding.message}
              className={`rounded-md p-2 ${finding.severity === 'error' ? 'bg-danger-soft' : 'bg-warning-soft'}`}
            >
              <FindingText finding={finding} />
            </div>
          ))}
        </div>
      )}
      <StoppedValue node={id} name={node.name} />
      <div className="flex flex-col gap-1.5 border-b border-line p-3">
        <NameField node={node} />
        <CallField inference={inference} />
        <LossWeight inference={inference} />
        <SharedField inference={inference} />
      </div>
      {definition?.instanceOf !== undefined && <InstanceSection node={node} />}
      {definition?.metric !== undefined && <MetricSection node={node.id} form={definition.metric} />}
      <Params inference={inference} />
      {inference.parameters.length > 0 && (
        <Section title={t('inspector.parameters')}>
          <NodeParameters inference={inference} />
        </Section>
      )}
      <NodeHooks node={id} />
      <Breakpoints inference={inference} />
      <Section title={t('inspector.shapes')}>
        <ShapeTable inference={inference} />
      </Section>
    </Panel>
  )
}

/** On the node, on each of its outputs where it has several, and on its parameters. */
function Breakpoints({ inference: { node, outputs, parameters } }: { inference: NodeInference }) {
  const { t } = useTranslation()
  const set = useEditor((state) =>
    breakpointsOf(state.document).some(({ port, parameter, node: on }) =>
      [port?.node, parameter?.node, on].includes(node.id),
    ),
  )
  const handles = Object.keys(outputs)
  return (
    <Section title={t('debug.breakpoints.title')} defaultOpen={set}>
      <div className="flex flex-col gap-1.5">
        <PlaceBreakpoints place={{ kind: 'node', node: node.id }} title={node.name} />
        {handles.length > 1 &&
          handles.map((handle) => (
            <PlaceBreakpoints key={handle} place={{ kind: 'port', node: node.id, handle }} title={handle} />
          ))}
        {parameters.map(({ name }) => (
          <PlaceBreakpoints
            key={name}
            place={{ kind: 'parameter', node: node.id, name }}
            title={name === '' ? node.name : name}
          />
        ))}
      </div>
    </Section>
  )
}

function Header({ inference }: { inference: NodeInference }) {
  const { t } = useTranslation()
  const { node, definition } = inference
  return (
    <header className="border-b border-line p-3">
      <div className="flex items-center gap-2">
        <CategoryChip category={definition?.category ?? 'module'} size={24} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-base font-semibold" title={node.name}>
            {node.name}
          </h2>
          <p className="truncate text-xs text-faint">{inference.instance?.module ?? node.type}</p>
        </div>
        <ActionButton id="view.showInCode" />
        {definition?.url !== undefined && <DocsLink url={definition.url}>{t('inspector.docs')}</DocsLink>}
      </div>
      {definition !== undefined && <p className="mt-2 text-sm text-muted">{definition.doc}</p>}
    </header>
  )
}

function CallField({ inference: { node, definition } }: { inference: NodeInference }) {
  const { t } = useTranslation()
  const session = useSession()
  if (definition === undefined || definition.calls.length < 2) return null
  return (
    <Field label={t('inspector.call')}>
      <Select
        value={node.call ?? definition.calls[0]}
        options={definition.calls.map((call) => ({ value: call, label: t(`inspector.callMode.${call}`) }))}
        onChange={(call) =>
          perform(session, {
            kind: 'set-call',
            module: shownModule(session),
            node: node.id,
            call: call as CallMode,
          })
        }
      />
    </Field>
  )
}

function LossWeight({ inference: { node, definition } }: { inference: NodeInference }) {
  const { t } = useTranslation()
  const session = useSession()
  if (definition?.role !== 'loss') return null
  return (
    <Field label={t('inspector.lossWeight')}>
      <NumberField
        value={node.loss_weight}
        placeholder="1"
        step={0.1}
        onCommit={(weight) =>
          perform(
            session,
            { kind: 'set-loss-weight', module: shownModule(session), node: node.id, weight: weight ?? 1 },
            'step',
          )
        }
      />
    </Field>
  )
}

function Params({ inference }: { inference: NodeInference }) {
  const { t } = useTranslation()
  const session = useSession()
  const { node, definition, inferred, findings } = inference
  if (definition === undefined || definition.instanceOf !== undefined) return null
  const fields = fieldsThatSay(definition, node.params)
  if (fields.length === 0) return null
  const command = { kind: 'set-params', module: shownModule(session), node: node.id } as const
  const form = {
    owner: node.type,
    schema: definition.params,
    params: node.params,
    inferred,
    findings,
    onChange: (name: string, value: unknown, manner: EditManner) =>
      perform(session, { ...command, params: { [name]: value } }, manner),
    onUnset: (name: string, manner: EditManner) =>
      perform(session, { ...command, params: {}, unset: [name] }, manner),
  }
  const basic = fields.filter((field) => !field.advanced)
  const advanced = fields.filter((field) => field.advanced)
  return (
    <>
      {basic.length > 0 && (
        <Section title={t('inspector.params')}>
          <ParamForm {...form} fields={basic} />
        </Section>
      )}
      {advanced.length > 0 && (
        <Section
          title={t('inspector.more')}
          defaultOpen={advanced.some(({ name }) => Object.hasOwn(node.params, name))}
        >
          <ParamForm {...form} fields={advanced} />
        </Section>
      )}
    </>
  )
}

/** The arguments of a node, without those that say nothing beside the others and are not given. */
function fieldsThatSay({ params: schema, idle }: NodeDefinition, given: GivenParams): readonly ParamField[] {
  const parsed = schema.safeParse(given)
  const silent = parsed.success ? idle(parsed.data) : []
  return paramFields(schema).filter(({ name }) => !silent.includes(name) || Object.hasOwn(given, name))
}
