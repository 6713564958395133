/** The outputs of the definition on the canvas, looked at in both directions as long as a component shows them. */
import { useEffect, useMemo } from 'react'
import { editedInference } from '../editing/editor-store'
import { flowKey } from '../probes/flow-store'
import type { FlowStore } from '../probes/flow-store'
import type { DocumentSession } from '../session/document-session'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'
import { LookHistory } from '../probes/look-history'
import { lookOf } from './depth-look'
import type { FlowLook } from '../probes/look-history'
import { depthOutputs } from './depth-outputs'
import type { DepthOutput } from './depth-outputs'

/** One output with the keys of its two lanes. */
export interface DepthLane extends DepthOutput {
  forward: string
  backward: string
}

const OWNER = 'depth'
/** What was seen of a document stays while its panel is closed. */
const histories = new WeakMap<FlowStore, LookHistory>()

export function useDepth(): readonly DepthLane[] {
  const session = useSession()
  const inference = useEditor(editedInference)
  // The definition on the canvas changes the path in the same moment.
  const path = session.engine.path()
  const lanes = useMemo(
    () => (inference ? depthOutputs(inference) : []).map((output) => laneOf(output, path)),
    [inference, path],
  )
  useEffect(() => {
    const { probes } = session.engine
    probes.want(
      OWNER,
      lanes.flatMap(({ node, handle }) =>
        (['forward', 'backward'] as const).map((direction) => ({
          target: { kind: 'port' as const, path, node, handle },
          direction,
          purpose: OWNER,
          view: { kind: 'numbers' as const },
        })),
      ),
    )
    return () => probes.want(OWNER, [])
  }, [session, lanes, path])
  return lanes
}

/** Takes what the lanes show now into what was seen of them. → all that was seen, forward and backward, in the order of the lanes */
export function recordDepth(
  { flow }: DocumentSession,
  lanes: readonly DepthLane[],
): Record<'forward' | 'backward', readonly (readonly FlowLook[])[]> {
  const history = historyOf(flow)
  const seen = (key: string): readonly FlowLook[] => {
    const entry = flow.get(key)
    const look = entry ? lookOf(entry.frame) : null
    if (look) history.add(key, look)
    return history.looks(key)
  }
  return {
    forward: lanes.map(({ forward }) => seen(forward)),
    backward: lanes.map(({ backward }) => seen(backward)),
  }
}

/** Takes the last updates of parameters into what was seen of them. → all that was seen, in the order of the `state_dict` keys */
export function recordUpdates(
  { flow, parameters, run }: DocumentSession,
  keys: readonly string[],
): readonly (readonly FlowLook[])[] {
  const history = historyOf(flow)
  const { numbers } = parameters.store.getState()
  const { step } = run.getState().progress
  return keys.map((key) => {
    const ratio = numbers[key]?.updateRatio ?? null
    const name = `update\n${key}`
    if (ratio !== null) history.add(name, { step, value: ratio, notFinite: !Number.isFinite(ratio) })
    return history.looks(name)
  })
}

function historyOf(flow: FlowStore): LookHistory {
  const history = histories.get(flow) ?? new LookHistory()
  histories.set(flow, history)
  return history
}

function laneOf(output: DepthOutput, path: string[]): DepthLane {
  const target = { kind: 'port' as const, path, node: output.node, handle: output.handle }
  return {
    ...output,
    forward: flowKey(target, 'forward', OWNER),
    backward: flowKey(target, 'backward', OWNER),
  }
}
