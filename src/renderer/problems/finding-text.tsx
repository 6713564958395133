import { Wand2 } from 'lucide-react'
import { useMemo } from 'react'
import type { Finding } from '../../graph/document/finding'
import { currentScene } from '../editing/edit'
import { performRemedy } from '../editing/on-wire'
import { wiringOffers } from '../editing/wiring-offers'
import { Button } from '../ui/button'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

interface FindingTextProps {
  finding: Finding
  onFixed?: () => void
}

/** A finding's sentence, its remedy, and the remedies that one click applies. */
export function FindingText({ finding, onFixed }: FindingTextProps) {
  return (
    <div data-selectable className="select-text">
      <p className="text-sm break-words text-text">{finding.message}</p>
      {finding.remedy !== undefined && <p className="mt-1 text-sm text-muted">{finding.remedy}</p>}
      <FixButtons finding={finding} onFixed={onFixed} />
    </div>
  )
}

/** One button for each solved remedy, wires to an open input first; each is one undo step. */
export function FixButtons({ finding, onFixed }: FindingTextProps) {
  const session = useSession()
  const inference = useEditor((state) => state.inference)
  const offers = useMemo(
    () => wiringOffers({ ...currentScene(session), inference }, finding),
    [finding, inference, session],
  )
  const fixes = [...offers, ...(finding.fixes ?? [])]
  if (fixes.length === 0) return null
  return (
    <div className="mt-2 flex flex-wrap gap-1.5">
      {fixes.map((fix) => (
        <Button
          key={fix.label}
          size="sm"
          className="max-w-full"
          title={fix.label}
          onClick={(event) => {
            event.stopPropagation()
            if (performRemedy(session, fix.command).kind === 'done') onFixed?.()
          }}
        >
          <Wand2 size={12} className="shrink-0 text-accent-text" aria-hidden />
          <span className="truncate">{fix.label}</span>
        </Button>
      ))}
    </div>
  )
}
