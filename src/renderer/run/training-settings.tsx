/** Optimiser, learning rate, batch size and epochs of the document, at hand beside the run. */
import { SlidersHorizontal } from 'lucide-react'
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { EditManner } from '../../graph/commands/history'
import type { TrainingChange } from '../../graph/document/command'
import { learningRateOf, newOptimizer, optimizerDefinitions } from '../../graph/training/optimizers'
import { newScheduler, schedulerDefinitions } from '../../graph/training/schedulers'
import { perform } from '../editing/edit'
import { Field } from '../ui/field'
import { NumberField } from '../ui/number-field'
import { Select } from '../ui/select'
import { showToast } from '../ui/toast'
import { IconButton } from '../ui/icon-button'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'
import type { DocumentSession } from '../session/document-session'

const OPTIMIZERS = optimizerDefinitions.map(({ type }) => ({ value: type, label: type }))

/** A select cannot hold nothing. */
const CONSTANT = 'constant'

function change(session: DocumentSession, training: TrainingChange, manner: EditManner): void {
  perform(session, { kind: 'set-training', training }, manner)
}

interface Control {
  id: 'optimizer' | 'lr' | 'scheduler' | 'batch' | 'epochs'
  label: string
  long: string
  /** Width in the bar. */
  width: string
  control: ReactNode
}

function useControls(): Control[] {
  const { t } = useTranslation()
  const session = useSession()
  const training = useEditor((editor) => editor.document.training)
  const { optimizer } = training
  const invalid = (text: string) => showToast({ tone: 'error', title: t('live.settings.invalid', { text }) })
  const lr = learningRateOf(optimizer.type, optimizer.params)
  return [
    {
      id: 'optimizer',
      label: '',
      long: t('live.settings.optimizer'),
      width: 'w-24',
      control: (
        <Select
          aria-label={t('live.settings.optimizer')}
          value={optimizer.type}
          options={OPTIMIZERS}
          onChange={(type) => change(session, { optimizer: newOptimizer(type) }, 'choice')}
        />
      ),
    },
    {
      id: 'lr',
      label: t('live.settings.lr'),
      long: t('live.settings.lrLong'),
      width: 'w-17',
      control: (
        <NumberField
          aria-label={t('live.settings.lrLong')}
          value={lr}
          min={0}
          step={lr > 0 ? 10 ** Math.floor(Math.log10(lr)) : 0.001}
          onInvalid={invalid}
          onCommit={(value) =>
            change(
              session,
              {
                optimizer: {
                  ...optimizer,
                  params: { ...optimizer.params, lr: value ?? learningRateOf(optimizer.type, {}) },
                },
              },
              'step',
            )
          }
        />
      ),
    },
    {
      id: 'scheduler',
      label: '',
      long: t('live.settings.scheduler'),
      width: 'hidden w-32 @min-[1120px]:block',
      control: (
        <Select
          aria-label={t('live.settings.scheduler')}
          value={training.scheduler?.type ?? CONSTANT}
          options={[
            { value: CONSTANT, label: t('live.settings.noScheduler') },
            ...schedulerDefinitions.map(({ type }) => ({ value: type, label: type })),
          ]}
          onChange={(type) => change(session, { scheduler: newScheduler(type) }, 'choice')}
        />
      ),
    },
    {
      id: 'batch',
      label: t('live.settings.batch'),
      long: t('live.settings.batchLong'),
      width: 'w-13',
      control: (
        <NumberField
          aria-label={t('live.settings.batchLong')}
          value={training.batch_size}
          integer
          min={1}
          onInvalid={invalid}
          onCommit={(value) => change(session, { batch_size: value ?? 64 }, 'step')}
        />
      ),
    },
    {
      id: 'epochs',
      label: t('live.settings.epochs'),
      long: t('live.settings.epochsLong'),
      width: 'w-12',
      control: (
        <NumberField
          aria-label={t('live.settings.epochsLong')}
          value={training.epochs}
          integer
          min={1}
          onInvalid={invalid}
          onCommit={(value) => change(session, { epochs: value ?? 1 }, 'step')}
        />
      ),
    },
  ]
}

/** In the bar where it is wide enough, else behind a button; the schedule needs more room than the others. */
export function TrainingSettings() {
  const { t } = useTranslation()
  const controls = useControls()
  return (
    <>
      <fieldset
        aria-label={t('live.settings.title')}
        className="hidden shrink-0 items-center gap-2 @min-[920px]:flex"
      >
        {controls.map(({ id, label, width, control }) => (
          <div key={id} className="flex items-center gap-1">
            {label !== '' && (
              <span className="text-xs text-faint" aria-hidden>
                {label}
              </span>
            )}
            <div className={width}>{control}</div>
          </div>
        ))}
      </fieldset>
      <Popover.Root>
        <Popover.Trigger asChild>
          <IconButton
            icon={SlidersHorizontal}
            label={t('live.settings.title')}
            className="@min-[1120px]:hidden"
          />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            aria-label={t('live.settings.title')}
            sideOffset={6}
            collisionPadding={8}
            className="animate-pop z-50 w-76 rounded-lg bg-raised p-3 shadow-pop"
          >
            <div className="flex flex-col gap-2">
              {controls.map(({ id, long, control }) => (
                <Field key={id} label={long}>
                  {control}
                </Field>
              ))}
            </div>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </>
  )
}
