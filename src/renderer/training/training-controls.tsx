/** What sets how a document is trained: the same controls under the same names in the run bar and in the inspector. */
import type { EditManner } from '../../graph/commands/history'
import type { TrainingChange } from '../../graph/document/command'
import { learningRateOf, newOptimizer, optimizerDefinitions } from '../../graph/training/optimizers'
import { newScheduler, schedulerDefinitions } from '../../graph/training/schedulers'
import { perform } from '../editing/edit'
import type { DocumentSession } from '../session/document-session'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'
import { t as textOf } from '../texts/index'
import { useTranslation } from '../texts/use-translation'
import { NumberField } from '../ui/number-field'
import { Select } from '../ui/select'
import { Switch } from '../ui/switch'
import { showToast } from '../ui/toast'

/** A change of the settings is one command; typed ones are steps of one entry. */
export function changeTraining(session: DocumentSession, training: TrainingChange, manner: EditManner): void {
  perform(session, { kind: 'set-training', training }, manner)
}

const OPTIMIZERS = optimizerDefinitions.map(({ type }) => ({ value: type, label: type }))

export function OptimizerSelect() {
  const { t } = useTranslation()
  const session = useSession()
  const type = useEditor((editor) => editor.document.training.optimizer.type)
  return (
    <Select
      aria-label={t('training.optimizer')}
      value={type}
      options={OPTIMIZERS}
      onChange={(chosen) => changeTraining(session, { optimizer: newOptimizer(chosen) }, 'choice')}
    />
  )
}

/** A select cannot hold nothing. */
const CONSTANT = 'constant'
const SCHEDULERS = schedulerDefinitions.map(({ type }) => ({ value: type, label: type }))

export function SchedulerSelect() {
  const { t } = useTranslation()
  const session = useSession()
  const type = useEditor((editor) => editor.document.training.scheduler?.type)
  return (
    <Select
      aria-label={t('training.scheduler')}
      value={type ?? CONSTANT}
      options={[{ value: CONSTANT, label: t('training.constant') }, ...SCHEDULERS]}
      onChange={(chosen) => changeTraining(session, { scheduler: newScheduler(chosen) }, 'choice')}
    />
  )
}

export function LearningRateField() {
  const { t } = useTranslation()
  const session = useSession()
  const optimizer = useEditor((editor) => editor.document.training.optimizer)
  const lr = learningRateOf(optimizer.type, optimizer.params)
  const set = (value = learningRateOf(optimizer.type, {})) =>
    changeTraining(
      session,
      { optimizer: { ...optimizer, params: { ...optimizer.params, lr: value } } },
      'step',
    )
  return (
    <NumberField
      aria-label={t('training.lr')}
      value={lr}
      min={0}
      step={lr > 0 ? 10 ** Math.floor(Math.log10(lr)) : 0.001}
      onInvalid={sayInvalid}
      onCommit={set}
    />
  )
}

/** The least value of each, and what an emptied field stands for. */
const COUNTS = {
  batch_size: { min: 1, empty: 64 },
  epochs: { min: 1, empty: 1 },
  seed: { min: 0, empty: 0 },
  accumulate: { min: 1, empty: 1 },
} as const

export type TrainingCount = keyof typeof COUNTS

/** One of the settings that are whole numbers. */
export function CountField({ of }: { of: TrainingCount }) {
  const { t } = useTranslation()
  const session = useSession()
  const value = useEditor((editor) => editor.document.training[of] ?? COUNTS[of].empty)
  const { min, empty } = COUNTS[of]
  return (
    <NumberField
      aria-label={t(`training.${of}`)}
      value={value}
      integer
      min={min}
      onInvalid={sayInvalid}
      onCommit={(count) => changeTraining(session, { [of]: count ?? empty }, 'step')}
    />
  )
}

/** Whether gradients are set to zero before each step of the optimiser; without it they add up. */
export function ZeroGradSwitch() {
  const { t } = useTranslation()
  const session = useSession()
  const clears = useEditor((editor) => editor.document.training.zero_grad ?? true)
  return (
    <Switch
      aria-label={t('training.zero_grad')}
      checked={clears}
      onChange={(zero_grad) => changeTraining(session, { zero_grad }, 'choice')}
    />
  )
}

function sayInvalid(text: string): void {
  showToast({ tone: 'error', title: textOf('training.invalid', { text }) })
}
