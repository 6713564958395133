import { CircleAlert, TriangleAlert } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useTranslation } from '../texts/use-translation'
import { ProblemList } from './problem-list'
import { useEditor } from '../session/use-stores'

/** How many problems there are, on the canvas; a click lists them. */
export function ProblemsButton() {
  const { t } = useTranslation()
  const findings = useEditor((state) => state.findings)
  const errors = findings.filter((finding) => finding.severity === 'error').length
  if (findings.length === 0) return null
  const Icon = errors > 0 ? CircleAlert : TriangleAlert
  const label =
    errors > 0 ? t('problems.errors', { count: errors }) : t('problems.warnings', { count: findings.length })
  return (
    <Popover.Root>
      <Popover.Trigger
        className={`pointer-events-auto flex h-8 items-center gap-1.5 rounded-lg bg-surface px-2.5 text-sm font-medium shadow-node hover:bg-hover ${errors > 0 ? 'text-danger' : 'text-warning'}`}
      >
        <Icon size={14} aria-hidden />
        {label}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={t('problems.title')}
          side="top"
          align="start"
          sideOffset={8}
          collisionPadding={12}
          className="animate-pop z-40 max-h-[min(20rem,var(--radix-popover-content-available-height))] w-96 max-w-[calc(100vw-1.5rem)] overflow-y-auto rounded-lg bg-raised p-1 shadow-pop outline-none"
        >
          <ProblemList findings={findings} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
