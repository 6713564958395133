/** The explanation of a place, made anew when what flows is that of another step. */
import { useEffect, useMemo, useState } from 'react'
import type { EngineProblem } from '../../engine/protocol'
import { editedDefinition, editedInference } from '../editing/editor-store'
import { problemOf } from '../host/host-call-error'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'
import { explain } from './operation-of'
import type { Explained, ExplainedPlace } from './operation-of'

/** null: it is on its way. */
export type ExplainedNow = { made: Explained | null } | { problem: EngineProblem } | null

interface ExplainedState {
  /** Training goes on, and what was found is of an earlier step. */
  running: boolean
  /** Of which place it is: the one before, until that of the next is found. */
  shown: ExplainedPlace
  now: ExplainedNow
}

export function useExplained(place: ExplainedPlace): ExplainedState {
  const session = useSession()
  const definition = useEditor(editedDefinition)
  const inference = useEditor(editedInference)
  const running = useRun((run) => run.progress.state === 'running')
  const moment = useRun(({ progress, byHand, stop, changes }) =>
    JSON.stringify([progress.state, progress.step, byHand, stop?.at ?? null, changes.length]),
  )
  const text = JSON.stringify({ place, moment })
  const around = useMemo(() => ({ definition, inference }), [definition, inference])
  const [now, setNow] = useState<{ of: ExplainedPlace; found: ExplainedNow } | null>(null)
  useEffect(() => {
    if (running) return undefined
    let wanted = true
    const { place: of } = JSON.parse(text) as { place: ExplainedPlace }
    const tell = (found: ExplainedNow): void => {
      if (wanted) setNow({ of, found })
    }
    explain(session, around, of).then(
      (made) => tell({ made }),
      (error: unknown) => tell({ problem: problemOf(error) }),
    )
    return () => {
      wanted = false
    }
  }, [around, running, session, text])
  if (running || !now) return { running, shown: place, now: null }
  return { running, shown: now.of, now: now.found }
}
