import { numberIn } from '../../words/numbers'
import { useTranslation } from '../texts/use-translation'
import type { EditManner } from '../../graph/commands/history'
import type { TrainingChange } from '../../graph/document/command'
import type { Training } from '../../graph/document/document'
import { newOptimizer, optimizerDefinition, optimizerDefinitions } from '../../graph/training/optimizers'
import { newScheduler, schedulerDefinition, schedulerDefinitions } from '../../graph/training/schedulers'
import { paramFields } from '../../graph/params/param-types'
import { countText } from '../../graph/drawing/node-text'
import { ProblemList } from '../problems/problem-list'
import { perform, focusNode } from '../editing/edit'
import { Field } from '../ui/field'
import { NumberField } from '../ui/number-field'
import { Panel, Section } from '../ui/panel'
import { Select } from '../ui/select'
import { Lesson } from './lesson'
import { LookHere } from './look-here'
import { ModuleSection } from './module-section'
import { ParamForm } from './param-form'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'
import type { DocumentSession } from '../session/document-session'

/** The document as a whole: its size, how it is trained, and what is wrong. */
export function DocumentInspector() {
  const { t } = useTranslation()
  const findings = useEditor((state) => state.findings)
  const nested = useEditor((state) => state.module !== state.document.main)
  return (
    <Panel label={t('inspector.document')} header={<Header />}>
      <Lesson />
      {findings.length > 0 && (
        <Section title={t('problems.titleCount', { count: findings.length })}>
          <div className="-mx-2">
            <ProblemList findings={findings} />
          </div>
        </Section>
      )}
      <LookHere />
      {nested && <ModuleSection />}
      <TrainingForm />
      <Losses />
      <Totals />
      {!nested && <ModuleSection />}
    </Panel>
  )
}

function Header() {
  const meta = useEditor((state) => state.document.meta)
  const name = useEditor((state) => state.file.name)
  return (
    <header className="border-b border-line p-3">
      <h2 className="truncate text-base font-semibold" title={meta?.title ?? name}>
        {meta?.title ?? name}
      </h2>
    </header>
  )
}

function Totals() {
  const { t } = useTranslation()
  const main = useEditor((state) => state.inference.main)
  const values = [
    [t('inspector.layers'), String(main.nodes.size)],
    [t('inspector.parameterTotal'), numberIn(main.parameterCount)],
    [t('inspector.multiplyAddsSample'), countText(main.multiplyAdds)],
  ]
  return (
    <Section title={t('inspector.summary')}>
      <dl className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-y-1 text-sm">
        {values.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="truncate text-muted">{label}</dt>
            <dd className="text-right font-mono tabular" data-selectable>
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

const OPTIMIZERS = optimizerDefinitions.map(({ type }) => ({ value: type, label: type }))

function change(session: DocumentSession, training: TrainingChange, manner: EditManner): void {
  perform(session, { kind: 'set-training', training }, manner)
}

function TrainingForm() {
  const { t } = useTranslation()
  const session = useSession()
  const training = useEditor((state) => state.document.training)
  const { optimizer } = training
  const definition = optimizerDefinition(optimizer.type)
  const setParams = (params: Training['optimizer']['params'], manner: EditManner) =>
    change(session, { optimizer: { ...optimizer, params } }, manner)
  const counts = [
    { key: 'batch_size', min: 1, fallback: 64 },
    { key: 'epochs', min: 1, fallback: 1 },
    { key: 'seed', min: 0, fallback: 0 },
  ] as const
  return (
    <Section title={t('inspector.training')}>
      <div className="flex flex-col gap-1.5">
        {counts.map(({ key, min, fallback }) => (
          <Field key={key} label={t(`inspector.trainingField.${key}`)}>
            <NumberField
              integer
              min={min}
              value={training[key]}
              onCommit={(value) => change(session, { [key]: value ?? fallback }, 'step')}
            />
          </Field>
        ))}
        <Field label={t('inspector.optimizer')} hint={definition?.doc}>
          <Select
            value={optimizer.type}
            options={OPTIMIZERS}
            onChange={(type) => change(session, { optimizer: newOptimizer(type) }, 'choice')}
          />
        </Field>
        {definition !== undefined && (
          <ParamForm
            owner={optimizer.type}
            schema={definition.params}
            fields={paramFields(definition.params)}
            params={optimizer.params}
            onChange={(name, value, manner) => setParams({ ...optimizer.params, [name]: value }, manner)}
            onUnset={(name, manner) => {
              const { [name]: _, ...rest } = optimizer.params
              setParams(rest, manner)
            }}
          />
        )}
        <SchedulerForm training={training} />
      </div>
    </Section>
  )
}

/** A select cannot hold nothing. */
const NONE = 'none'

/** The learning rate's schedule, if there is one. */
function SchedulerForm({ training: { scheduler, epochs } }: { training: Training }) {
  const { t } = useTranslation()
  const session = useSession()
  const definition = scheduler && schedulerDefinition(scheduler.type)
  const { length } = definition ?? {}
  const setParams = (params: Training['optimizer']['params'], manner: EditManner) =>
    scheduler && change(session, { scheduler: { ...scheduler, params } }, manner)
  return (
    <>
      <Field label={t('inspector.scheduler')} hint={definition?.doc ?? t('inspector.noSchedulerHint')}>
        <Select
          value={scheduler?.type ?? NONE}
          options={[
            { value: NONE, label: t('inspector.noScheduler') },
            ...schedulerDefinitions.map(({ type }) => ({ value: type, label: type })),
          ]}
          onChange={(type) => change(session, { scheduler: newScheduler(type) }, 'choice')}
        />
      </Field>
      {scheduler && definition && (
        <ParamForm
          owner={scheduler.type}
          schema={definition.params}
          fields={paramFields(definition.params)}
          params={scheduler.params}
          inferred={length?.unit === 'epochs' ? { [length.param]: epochs } : {}}
          onChange={(name, value, manner) => setParams({ ...scheduler.params, [name]: value }, manner)}
          onUnset={(name, manner) => {
            const { [name]: _, ...rest } = scheduler.params
            setParams(rest, manner)
          }}
        />
      )}
    </>
  )
}

function Losses() {
  const { t } = useTranslation()
  const session = useSession()
  const main = useEditor((state) => state.inference.main)
  const losses = [...main.nodes.values()].filter(({ definition }) => definition?.role === 'loss')
  return (
    <Section title={t('inspector.losses')}>
      {losses.length === 0 && <p className="text-sm text-muted">{t('inspector.noLoss')}</p>}
      <ul>
        {losses.map(({ node }) => (
          <li key={node.id}>
            <button
              type="button"
              onClick={() => focusNode(session, main.module, node.id)}
              className="flex h-7 w-full items-center gap-2 rounded-md px-1.5 text-left text-sm hover:bg-hover"
            >
              <span className="truncate font-medium">{node.name}</span>
              <span className="min-w-0 flex-1 truncate text-faint">{node.type}</span>
              <span className="font-mono text-muted">×{node.loss_weight ?? 1}</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
