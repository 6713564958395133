/** Which training step the values of a lane are of. */
import { useMemo, useRef } from 'react'
import { useTranslation } from '../texts/use-translation'
import { laneFrame, onLane } from './lane'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'

export function LaneStep({ laneKey }: { laneKey: string }) {
  const { t } = useTranslation()
  const session = useSession()
  const text = useRef<HTMLSpanElement>(null)
  const byHand = useRun((run) => run.byHand)
  const subscribe = useMemo(() => onLane(session, laneKey), [laneKey, session])
  const draw = (): void => {
    const frame = laneFrame(session, laneKey)
    const said = byHand ? t('live.wire.byHand') : frame && t('live.wire.step', { step: frame.step })
    if (text.current) text.current.textContent = frame && said ? said : ''
  }
  useDrawing(text, draw, subscribe)
  return <span ref={text} className="shrink-0 font-mono text-xs text-faint tabular" />
}
