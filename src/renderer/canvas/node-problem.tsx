import { CircleAlert } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { Finding } from '../../graph/document/finding'
import { FindingText } from '../problems/finding-text'
import { HelpLink } from '../problems/help-link'

/** What is wrong with a node, in two lines under it; a click shows all of it with its remedies. */
export function NodeProblem({ finding }: { finding: Finding }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={t('node.showProblem', { name: finding.name ?? '' })}
        className="nodrag flex w-full items-start gap-1.5 rounded-b-lg bg-danger-soft px-2 py-1.5 text-left text-xs text-danger hover:brightness-97"
      >
        <CircleAlert size={13} className="mt-px shrink-0" aria-hidden />
        <span className="line-clamp-2 min-w-0 break-words">{finding.message}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="bottom"
          align="start"
          sideOffset={8}
          collisionPadding={12}
          className="animate-pop z-40 max-h-(--radix-popover-content-available-height) w-88 max-w-[calc(100vw-1.5rem)] overflow-y-auto rounded-lg bg-raised p-3 shadow-pop outline-none"
        >
          <FindingText finding={finding} onFixed={() => setOpen(false)} />
          <p className="mt-2 empty:hidden">
            <HelpLink finding={finding} />
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
