/** In the debugger's strip after the last part of a step: that it is over, and how the next one is gone through. */
import { CircleCheck, X } from 'lucide-react'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { IconButton } from '../ui/icon-button'
import { keysOf } from '../window/keys'

export function StepOver({ step }: { step: number }) {
  const { t } = useTranslation()
  const session = useSession()
  const { what, next } = useOver(step)
  return (
    <div className="flex min-h-6 min-w-0 basis-full items-start gap-1.5 px-1 text-sm @min-[60rem]:basis-0 @min-[60rem]:grow @min-[60rem]:px-0">
      <CircleCheck size={15} className="my-1 shrink-0 text-success" aria-hidden />
      <p className="my-1 min-w-0 flex-1 wrap-anywhere" data-selectable>
        <span className="font-medium">{what}</span>
        <span className="text-muted"> {next}</span>
      </p>
      <IconButton
        icon={X}
        size="sm"
        label={t('debug.over.close')}
        onClick={() => session.run.setState({ passed: null })}
      />
    </div>
  )
}

export function SpokenOver({ step }: { step: number }) {
  const { what, next } = useOver(step)
  return [what, next].join(' ')
}

function useOver(step: number): { what: string; next: string } {
  const { t } = useTranslation()
  const accumulate = useEditor((state) => state.document.training.accumulate ?? 1)
  const state = useRun((run) => run.progress.state)
  const next = (): string => {
    if (state === 'done') return t('debug.over.run')
    // Until the evaluation at an epoch's end is done, no key begins a step.
    if (state === 'running') return t('debug.over.evaluating')
    return t('debug.over.next', {
      next: step + 1,
      phase: keysOf('debug.phase') ?? '',
      node: keysOf('debug.over') ?? '',
    })
  }
  return { what: t(step % accumulate === 0 ? 'debug.over.step' : 'debug.over.waits', { step }), next: next() }
}
