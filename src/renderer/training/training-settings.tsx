/** How the document is trained, at hand beside the run: what is changed most in the bar, all of it behind a button. */
import { SlidersHorizontal } from 'lucide-react'
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import type { PlainKey } from '../texts/index'
import { useTranslation } from '../texts/use-translation'
import { IconButton } from '../ui/icon-button'
import { CountField, LearningRateField, OptimizerSelect, SchedulerSelect } from './training-controls'
import { TrainingForm } from './training-form'

interface Control {
  label: PlainKey
  /** Stands beside it in the bar. */
  short?: PlainKey
  /** Width in the bar. */
  width: string
  control: ReactNode
}

const CONTROLS: readonly Control[] = [
  { label: 'training.optimizer', width: 'w-24', control: <OptimizerSelect /> },
  { label: 'training.lr', short: 'training.short.lr', width: 'w-17', control: <LearningRateField /> },
  { label: 'training.scheduler', width: 'hidden w-32 @min-[70rem]:block', control: <SchedulerSelect /> },
  {
    label: 'training.batch_size',
    short: 'training.short.batch_size',
    width: 'w-13',
    control: <CountField of="batch_size" />,
  },
  {
    label: 'training.epochs',
    short: 'training.short.epochs',
    width: 'w-12',
    control: <CountField of="epochs" />,
  },
]

/** The bar has fields where it is wide enough; the schedule needs more room than the others. */
export function TrainingSettings() {
  const { t } = useTranslation()
  return (
    <>
      <fieldset
        aria-label={t('training.settings')}
        className="hidden shrink-0 items-center gap-2 @min-[57.5rem]:flex"
      >
        {CONTROLS.map(({ label, short, width, control }) => (
          <div key={label} className="flex items-center gap-1">
            {short !== undefined && (
              <span className="text-xs text-faint" aria-hidden>
                {t(short)}
              </span>
            )}
            <div className={width}>{control}</div>
          </div>
        ))}
      </fieldset>
      <Popover.Root>
        <Popover.Trigger asChild>
          <IconButton icon={SlidersHorizontal} label={t('training.settings')} />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            aria-label={t('training.settings')}
            sideOffset={6}
            collisionPadding={8}
            className="animate-pop z-50 max-h-(--radix-popover-content-available-height) w-80 overflow-y-auto rounded-lg bg-raised p-3 shadow-pop"
          >
            <TrainingForm />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </>
  )
}
