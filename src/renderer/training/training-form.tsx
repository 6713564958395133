import type { EditManner } from '../../graph/commands/history'
import type { Params, Training } from '../../graph/document/document'
import { paramFields } from '../../graph/params/param-types'
import { optimizerDefinition } from '../../graph/training/optimizers'
import type { OptimizerDefinition } from '../../graph/training/optimizers'
import { schedulerDefinition } from '../../graph/training/schedulers'
import { ParamForm } from '../forms/param-form'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { Field } from '../ui/field'
import {
  changeTraining,
  CountField,
  LearningRateField,
  OptimizerSelect,
  SchedulerSelect,
  ZeroGradSwitch,
} from './training-controls'
import type { TrainingCount } from './training-controls'

/** It has its name in words, and its place beside the optimiser, also in the run bar. */
const RATE = 'lr'
const COUNTS: readonly TrainingCount[] = ['batch_size', 'epochs', 'seed']

/** All of the settings, in one form for the run bar and the inspector. */
export function TrainingForm() {
  const { t } = useTranslation()
  const session = useSession()
  const { optimizer, scheduler, epochs, ...gradients } = useEditor((state) => state.document.training)
  const { zero_grad: clears = true, accumulate = 1 } = gradients
  const definition = optimizerDefinition(optimizer.type)
  const schedule = scheduler && schedulerDefinition(scheduler.type)
  const { length } = schedule ?? {}
  const rate = definition && paramFields(definition.params).find(({ name }) => name === RATE)
  return (
    <div data-training className="flex flex-col gap-1.5">
      {COUNTS.map((count) => (
        <Field key={count} label={t(`training.${count}`)}>
          <CountField of={count} />
        </Field>
      ))}
      <Field label={t('training.zero_grad')} hint={clears ? undefined : t('training.zeroGradOff')}>
        <ZeroGradSwitch />
      </Field>
      <Field
        label={t('training.accumulate')}
        hint={accumulate > 1 ? t('training.accumulateHint', { k: accumulate }) : undefined}
      >
        <CountField of="accumulate" />
      </Field>
      <Field label={t('training.optimizer')} hint={definition?.doc}>
        <OptimizerSelect />
      </Field>
      <Field label={t('training.lr')} doc={rate?.doc}>
        <LearningRateField />
      </Field>
      {definition && (
        <PartForm
          part={optimizer}
          but={RATE}
          schema={definition.params}
          onChange={(params, manner) =>
            changeTraining(session, { optimizer: { ...optimizer, params } }, manner)
          }
        />
      )}
      <Field label={t('training.scheduler')} hint={schedule?.doc ?? t('training.constantHint')}>
        <SchedulerSelect />
      </Field>
      {scheduler && schedule && (
        <PartForm
          part={scheduler}
          schema={schedule.params}
          inferred={length?.unit === 'epochs' ? { [length.param]: epochs } : {}}
          onChange={(params, manner) =>
            changeTraining(session, { scheduler: { ...scheduler, params } }, manner)
          }
        />
      )}
    </div>
  )
}

interface PartFormProps {
  part: Training['optimizer']
  schema: OptimizerDefinition['params']
  /** The argument that has a field of its own. */
  but?: string
  inferred?: Params
  onChange: (params: Params, manner: EditManner) => void
}

/** The arguments of the optimiser or of the schedule. */
function PartForm({ part: { type, params }, schema, but, inferred = {}, onChange }: PartFormProps) {
  return (
    <ParamForm
      owner={type}
      schema={schema}
      fields={paramFields(schema).filter(({ name }) => name !== but)}
      params={params}
      inferred={inferred}
      onChange={(name, value, manner) => onChange({ ...params, [name]: value }, manner)}
      onUnset={(name, manner) => {
        const { [name]: _, ...rest } = params
        onChange(rest, manner)
      }}
    />
  )
}
