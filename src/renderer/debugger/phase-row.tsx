/** The parts of a training step in their order, and how far it has come. */
import { useEditor } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'

const PHASES = ['zero_grad', 'forward', 'loss', 'backward', 'step'] as const

interface PhaseRowProps {
  step: number
  /** Null: the step is over. */
  phase: (typeof PHASES)[number] | null
}

/** Where gradients add up, the first of them says how. */
export function PhaseRow({ step, phase: current }: PhaseRowProps) {
  const { t } = useTranslation()
  const { zero_grad: clears = true, accumulate = 1 } = useEditor((state) => state.document.training)
  const now = current === null ? PHASES.length : PHASES.indexOf(current)
  const nth = ((step - 1) % accumulate) + 1
  const adds = !clears || nth > 1
  const hint = !clears
    ? t('debug.phase.kept')
    : accumulate > 1
      ? t('debug.phase.adding', { k: accumulate, nth })
      : undefined
  return (
    <ol aria-label={t('debug.phase.label')} className="flex items-center font-mono text-xs">
      {PHASES.map((phase, at) => (
        <li
          key={phase}
          aria-current={at === now ? 'step' : undefined}
          title={phase === 'zero_grad' ? hint : undefined}
          data-stand={at < now ? 'done' : at === now ? 'now' : 'later'}
          data-skipped={skipped(phase, adds, nth < accumulate) ? '' : undefined}
          className="debug-phase flex items-center px-0.5 leading-5 @min-[35rem]:px-1"
        >
          {t(`debug.phase.${phase}`)}
          <span className="sr-only">
            {t(`debug.phase.${at < now ? 'done' : at === now ? 'now' : 'later'}`)}
            {phase === 'zero_grad' && hint}
          </span>
        </li>
      ))}
    </ol>
  )
}

/** A part that does nothing in this batch: gradients stay, or the optimiser waits for more of them. */
function skipped(phase: (typeof PHASES)[number], adds: boolean, waits: boolean): boolean {
  return (phase === 'zero_grad' && adds) || (phase === 'step' && waits)
}
