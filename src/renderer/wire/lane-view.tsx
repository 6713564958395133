/** One direction of the selected wire: numbers, histogram and the tensor itself. */
import { Activity, CirclePause } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { ProbeTarget } from '../../engine/protocol'
import type { FlowDirection } from '../../graph/frames/frame'
import { gathersShares } from '../debugger/stop-place'
import { useTrainBlocker } from '../run/run-buttons'
import { Ablation } from '../ablation/ablation'
import { AttentionView } from './attention-view'
import { EmptyState } from '../ui/empty-state'
import { Choice } from '../ui/choice'
import { LANE_CLASS, useLaneShape, useProbe } from './lane'
import { LaneCopy } from './lane-copy'
import { LaneLooks } from './lane-looks'
import { LaneStep } from './lane-step'
import { shapeText } from '../../graph/drawing/node-text'
import { firstChoice, probeView, roomFor, type TensorChoice } from './tensor-view'
import type { Wire } from './wire'
import { lookAtSample, useLookedSample } from '../probes/looked-sample'
import { useRun } from '../session/use-stores'

interface LaneViewProps {
  wire: Wire
  direction: FlowDirection
  /** Room for pictures, in the page's pixels. */
  width: number
  /** Whether the direction must be named here, as no tab names it. */
  named: boolean
  /** What a person has chosen to see of this wire, in both directions alike. */
  changes: Partial<TensorChoice>
  onChange: (part: Partial<TensorChoice>) => void
}

export function LaneView({ wire, direction, width, named, changes, onChange }: LaneViewProps) {
  const { t } = useTranslation()
  const [scope, setScope] = useState<'wire' | 'port'>('wire')
  const looked = useLookedSample((state) => state.sample)
  const port = direction === 'backward' && scope === 'port'
  const target: ProbeTarget = port
    ? { kind: 'port', path: wire.path, node: wire.source.id, handle: wire.source.handle }
    : { kind: 'edge', path: wire.path, edge: wire.id }
  const [flowed, setFlowed] = useState<readonly number[] | null>(null)
  const expected = flowed ?? wire.shape
  const sample = Math.min(looked, Math.max(0, (expected[0] ?? 1) - 1))
  const choice = { ...firstChoice(expected.length), ...changes, sample }
  const room = roomFor(expected, width)
  const purpose = port ? 'port' : 'inspector'
  const view = probeView(choice, expected.length, room)
  const key = useProbe(`inspector ${direction}`, { target, direction, purpose, view })
  const shape = useLaneShape(key)
  if (shape && shape.join() !== flowed?.join()) setFlowed(shape)
  return (
    <section
      aria-label={t(`live.wire.${direction}`)}
      className="@container flex min-w-0 flex-1 flex-col gap-3 p-3"
    >
      {(named || shape) && (
        <div className="flex h-6 items-center gap-2">
          {named && (
            <h3 className={`text-sm font-semibold ${LANE_CLASS[direction].text}`}>
              {t(`live.wire.${direction}`)}
            </h3>
          )}
          <span className="min-w-0 flex-1 truncate font-mono text-sm text-muted" data-selectable>
            {shape && shapeText(shape)}
          </span>
          {shape && <LaneStep laneKey={key} />}
          {shape && (
            <LaneCopy
              laneKey={key}
              name={wire.source.name}
              target={target}
              direction={direction}
              dtype={wire.dtype}
            />
          )}
        </div>
      )}
      {direction === 'backward' && wire.siblings > 1 && (
        <Choice
          label={t('live.wire.scope')}
          value={scope}
          onChange={setScope}
          options={[
            {
              value: 'wire',
              label: t('live.wire.scopeWire'),
              hint: t('live.wire.scopeWireHint', { target: wire.target.name }),
            },
            {
              value: 'port',
              label: t('live.wire.scopePort', { count: wire.siblings }),
              hint: t('live.wire.scopePortHint', { source: wire.source.name }),
            },
          ]}
        />
      )}
      {port && <SumSoFar wire={wire} />}
      {shape ? (
        <LaneLooks
          laneKey={key}
          place={{ target, direction }}
          shape={shape}
          choice={choice}
          room={room}
          onChange={({ sample: next, ...part }) => {
            if (next !== undefined) lookAtSample(next)
            onChange(part)
          }}
        />
      ) : (
        <NothingYet direction={direction} learns={wire.learns} />
      )}
      {direction === 'forward' && shape && wire.attends && (
        <AttentionView call={{ path: wire.path, node: wire.source.id }} />
      )}
      {direction === 'forward' && shape && shape.length > 1 && (
        <Ablation
          output={{ kind: 'port', path: wire.path, node: wire.source.id, handle: wire.source.handle }}
          name={wire.source.name}
        />
      )}
    </section>
  )
}

/** Said while a step stands where shares of the sum may still come. */
function SumSoFar({ wire: { path, source } }: { wire: Wire }) {
  const { t } = useTranslation()
  const open = useRun(({ stop }) => gathersShares(stop, path, source.id))
  return open ? (
    <p role="status" className="text-xs text-muted">
      {t('live.wire.sumSoFar', { source: source.name })}
    </p>
  ) : null
}

/** Why there is nothing to see: no gradient can flow here, values are on their way, or nothing has run. */
function NothingYet({ direction, learns }: { direction: FlowDirection; learns: boolean }) {
  const { t } = useTranslation()
  const running = useRun((run) => run.progress.state === 'running')
  const stopped = useRun((run) => run.stop !== null)
  const byHand = useRun((run) => run.byHand)
  const blocker = useTrainBlocker()
  const backward = direction === 'backward'
  const why =
    backward && byHand ? 'forwardOnly' : backward && !learns ? 'noGradient' : running ? 'waiting' : 'empty'
  if (stopped && !byHand && why !== 'noGradient')
    return (
      <div className="py-8">
        <EmptyState icon={CirclePause} title={t('debug.notYet')} text={t('debug.notYetText')} />
      </div>
    )
  return (
    <div className="py-8">
      <EmptyState
        icon={Activity}
        title={t(`live.wire.${why}`)}
        text={(why === 'empty' ? blocker : null) ?? t(`live.wire.${why}Text`)}
      />
    </div>
  )
}
