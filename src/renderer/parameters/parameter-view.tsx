/** One parameter or buffer as a wire is seen: its values and its gradient, with numbers, histogram, pictures and table. */
import { Activity, Snowflake } from 'lucide-react'
import { useState } from 'react'
import type { ParameterRow } from '../../engine/protocol'
import type { GraphDocument } from '../../graph/document/document'
import { useDirection } from '../debugger/use-stand'
import type { FlowDirection } from '../../graph/frames/frame'
import { shapeText } from '../../graph/drawing/node-text'
import { numberText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { Choice } from '../ui/choice'
import { EmptyState } from '../ui/empty-state'
import { useWidth } from '../ui/use-width'
import { useLaneShape, useProbe } from '../wire/lane'
import { axesOf } from '../wire/axes'
import { LaneCopy } from '../wire/lane-copy'
import { LaneLooks } from '../wire/lane-looks'
import { LaneStep } from '../wire/lane-step'
import { firstChoice, probeView, roomFor } from '../wire/tensor-view'
import type { TensorChoice } from '../wire/tensor-view'
import { useEditor } from '../session/use-stores'
import { definitionsAround } from './learning'
import { useParameters } from '../session/use-parameters'

export function ParameterView({ row }: { row: ParameterRow }) {
  const { t } = useTranslation()
  const [direction, setDirection] = useDirection((at) => at.kind === 'parameter' && isTarget(at, row.target))
  const [place, width] = useWidth()
  return (
    <div ref={place} className="flex flex-col gap-3 pt-2">
      {row.kind === 'parameter' && (
        <>
          <Choice
            label={t('parameters.what')}
            value={direction}
            onChange={setDirection}
            options={[
              { value: 'forward', label: t('parameters.showValues') },
              { value: 'backward', label: t('parameters.showGradient') },
            ]}
          />
          <Ratio parameter={row.key} />
        </>
      )}
      {width > 0 && <Lane key={direction} row={row} direction={direction} width={width} />}
    </div>
  )
}

function isTarget(at: ParameterRow['target'], { path, node, name }: ParameterRow['target']): boolean {
  return at.node === node && at.name === name && at.path.join('/') === path.join('/')
}

function Lane({ row, direction, width }: { row: ParameterRow; direction: FlowDirection; width: number }) {
  const { t } = useTranslation()
  const { target, key: name } = row
  const rank = row.shape.length
  const [changes, setChanges] = useState<Partial<TensorChoice>>({})
  // A filter's planes are its input channels; a matrix or a vector is best read as a whole.
  const choice = { ...firstChoice(rank), ...changes }
  const room = roomFor(row.shape, width)
  const document = useEditor((state) => state.document)
  const axes = axesOf(typeAt(document, target), name.split('.').at(-1) ?? '')
  const view = probeView(choice, rank, room)
  const key = useProbe('parameter', { target, direction, purpose: 'parameter', view })
  const shape = useLaneShape(key)
  if (!shape) return <Nothing row={row} direction={direction} />
  return (
    <section
      aria-label={t(direction === 'forward' ? 'parameters.showValues' : 'parameters.showGradient')}
      className="flex flex-col gap-3"
    >
      <div className="flex h-6 items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-mono text-sm text-muted" data-selectable>
          {shapeText(shape)} <span className="text-faint">{row.dtype}</span>
        </span>
        <LaneStep laneKey={key} />
        <LaneCopy laneKey={key} name={name} target={target} direction={direction} />
      </div>
      <LaneLooks
        laneKey={key}
        place={{ target, direction }}
        shape={shape}
        choice={choice}
        room={room}
        axes={axes}
        onChange={(part) => setChanges((before) => ({ ...before, ...part }))}
      />
    </section>
  )
}

function Nothing({ row, direction }: { row: ParameterRow; direction: FlowDirection }) {
  const { t } = useTranslation()
  const frozen = direction === 'backward' && !row.requiresGrad
  const why = direction === 'forward' ? 'noValue' : frozen ? 'frozenGradient' : 'noGradient'
  return (
    <div className="py-4">
      <EmptyState
        icon={frozen ? Snowflake : Activity}
        title={t(`parameters.${why}`)}
        text={t(`parameters.${why}Text`)}
      />
    </div>
  )
}

/** The type of the node that a parameter belongs to; '' where it is gone. */
function typeAt(document: GraphDocument, { path, node }: ParameterRow['target']): string {
  const own = definitionsAround(document, path).at(-1)
  return own?.definition.nodes.find(({ id }) => id === node)?.type ?? ''
}

/** ‖Δw‖ / ‖w‖ of the last step. */
function Ratio({ parameter }: { parameter: string }) {
  const { t } = useTranslation()
  const ratio = useParameters('ratio', parameter, (data) => data.numbers[parameter]?.updateRatio ?? null)
  return (
    <p className="flex items-baseline justify-between gap-2 text-sm">
      <span className="text-muted" title={t('parameters.updateRatioHint')}>
        {t('parameters.ratio')}
      </span>
      {ratio === null ? (
        <span className="text-faint">{t('parameters.noRatio')}</span>
      ) : (
        <span className="font-mono tabular" data-selectable>
          {numberText(ratio, 3)}
        </span>
      )}
    </p>
  )
}
