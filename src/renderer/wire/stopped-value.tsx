/** The value at an output of the inspected node, where a step stands still at it. */
import { useState } from 'react'
import type { ProbeTarget, StopInfo } from '../../engine/protocol'
import { shapeText } from '../../graph/drawing/node-text'
import { useStoppedAt } from '../debugger/use-stand'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import { Section } from '../ui/panel'
import { useWidth } from '../ui/use-width'
import { useLaneShape, useProbe } from './lane'
import { LaneCopy } from './lane-copy'
import { LaneLooks } from './lane-looks'
import { firstChoice, probeView, roomFor } from './tensor-view'
import type { TensorChoice } from './tensor-view'

interface StoppedValueProps {
  node: string
  name: string
}

export function StoppedValue({ node, name }: StoppedValueProps) {
  const { t } = useTranslation()
  const { engine } = useSession()
  const around = engine.path().join('/')
  const at = useStoppedAt(
    (place) => place.kind === 'port' && place.node === node && place.path.join('/') === around,
  )
  if (at?.place.kind !== 'port') return null
  const { pass, place: target, shape } = at
  const direction = pass === 'backward' ? 'backward' : 'forward'
  return (
    <Section title={t(`debug.value.${direction}`, { handle: target.handle })}>
      <Lane
        key={`${target.handle} ${direction}`}
        target={target}
        direction={direction}
        shape={shape}
        name={name}
      />
    </Section>
  )
}

interface LaneProps {
  target: ProbeTarget
  direction: 'forward' | 'backward'
  shape: Extract<StopInfo['at'], { kind: 'value' }>['shape']
  name: string
}

function Lane({ target, direction, shape, name }: LaneProps) {
  const [place, width] = useWidth()
  const [changes, setChanges] = useState<Partial<TensorChoice>>({})
  const choice = { ...firstChoice(shape.length), ...changes }
  const room = roomFor(shape, width)
  const view = probeView(choice, shape.length, room)
  const key = useProbe('stopped', { target, direction, purpose: 'port', view })
  const flowed = useLaneShape(key)
  return (
    <div ref={place} className="flex flex-col gap-3">
      {width > 0 && flowed !== null && (
        <>
          <div className="flex h-6 items-center gap-2">
            <span className="min-w-0 flex-1 truncate font-mono text-sm text-muted" data-selectable>
              {shapeText(flowed)}
            </span>
            <LaneCopy laneKey={key} name={name} target={target} direction={direction} />
          </div>
          <LaneLooks
            laneKey={key}
            place={{ target, direction }}
            shape={flowed}
            choice={choice}
            room={room}
            onChange={(part) => setChanges((before) => ({ ...before, ...part }))}
          />
        </>
      )}
    </div>
  )
}
