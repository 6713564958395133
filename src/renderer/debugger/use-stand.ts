/** How a node or wire of the canvas stands in a step that stands still. */
import { useState } from 'react'
import type { StopInfo } from '../../engine/protocol'
import type { FlowDirection } from '../../graph/frames/frame'
import { editedInference } from '../editing/editor-store'
import { learnsBefore } from '../editing/learns-before'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'
import { nodeStand, stopKey, stopPass, wireOfStop } from './stop-place'
import type { NodeStand } from './stop-place'

interface Stand {
  stand: NodeStand
  pass: 'forward' | 'backward'
}

/** Null while nobody stopped, and for what the pass that is under way never comes to. */
export function useNodeStand(node: string): Stand | null {
  const session = useSession()
  const text = useRun(({ stop }) => {
    const stand = nodeStand(stop, session.engine.path(), node)
    if (stop === null || stand === null) return ''
    const pass = stopPass(stop)
    if (stand === 'notYet' || stop.phase === 'step') {
      const inference = editedInference(session.editor.getState())
      const definition = inference?.nodes.get(node)?.definition
      if (definition?.metric !== undefined) return ''
      const nested = session.engine.path().length > 0
      // What a module takes and gives is no operation: there is nothing to come back through.
      if (pass === 'backward' && (definition?.role === 'input' || definition?.role === 'output')) return ''
      if (pass === 'backward' && inference && !learnsBefore(inference, node, nested)) return ''
    }
    return `${stand} ${pass}`
  })
  if (text === '') return null
  const [stand, pass] = text.split(' ') as [NodeStand, Stand['pass']]
  return { stand, pass }
}

type StoppedValue = Extract<StopInfo['at'], { kind: 'value' }>

/** The value at which a step stands still, if it is one of those that are meant. */
export function useStoppedAt(isMeant: (place: StoppedValue['place']) => boolean): StoppedValue | null {
  const at = useRun(({ stop }) => stop?.at)
  return at?.kind === 'value' && isMeant(at.place) ? at : null
}

/** The direction to look in, which turns to that of the pass as often as a step comes to stand still there. */
export function useDirection(
  isMeant: (place: StoppedValue['place']) => boolean,
): [FlowDirection, (direction: FlowDirection) => void] {
  const at = useStoppedAt(isMeant)
  const stop = useRun((run) => run.stop && stopKey(run.stop))
  const [direction, setDirection] = useState<FlowDirection>('forward')
  const [seen, setSeen] = useState<string | null>(null)
  if (stop !== seen) {
    setSeen(stop)
    if (at !== null) setDirection(at.pass === 'backward' ? 'backward' : 'forward')
  }
  return [direction, setDirection]
}

/** The pass in which a step stands still at the end of this wire; null where it does not. */
export function useWireStop(edge: string): 'forward' | 'backward' | null {
  const session = useSession()
  return useRun(({ stop }) =>
    stop !== null && wireOfStop(stop, session.engine.path()) === edge ? stopPass(stop) : null,
  )
}
