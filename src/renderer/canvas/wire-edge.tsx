import { BaseEdge } from '@xyflow/react'
import type { EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { ChangedWire } from './changed-mark'
import type { WireFlowEdge } from './flow-elements'
import { WireText } from './wire-text'
import { WireBreakpoints } from '../debugger/breakpoint-marks'
import { useWireStop } from '../debugger/use-stand'
import { wireLine } from '../../graph/drawing/wire-line'
import { flagsWidth, WireMarks } from '../hooks/hook-marks'
import { useCanvas } from '../session/use-stores'

/** A wire with what is written on it, and its marks. */
export const WireEdge = memo((props: EdgeProps<WireFlowEdge>) => {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props
  const drop = useCanvas((state) => state.dropEdge === id)
  const stop = useWireStop(id)
  const source = { x: sourceX, y: sourceY }
  const target = { x: targetX, y: targetY }
  const detour = data?.detour ?? null
  const line = wireLine(source, target, detour)
  const { path, middle } = line
  const tone = data?.wrong === true ? ' wire-wrong' : selected === true ? ' wire-selected' : ''
  const hooks = data?.hooks ?? []
  const flags = flagsWidth(hooks.length)
  const end = { x: targetX - (data?.aside ?? 0), y: targetY }
  return (
    <g className={`wire${tone}${drop ? ' wire-drop' : ''}`}>
      {data?.marked === true && selected !== true && <path d={path} className="wire-halo wire-marked" />}
      {selected === true && <path d={path} className="wire-halo" />}
      {stop !== null && <path d={path} className={`wire-halo wire-stop-${stop}`} />}
      <BaseEdge path={path} interactionWidth={18} />
      <WireBreakpoints edge={id} x={end.x} y={end.y} detour={detour} flags={flags} />
      {hooks.length > 0 && <WireMarks marks={hooks} end={end} detour={detour} />}
      <ChangedWire edge={id} x={middle.x} y={middle.y} />
      {data !== undefined && <WireText edge={id} data={data} line={line} end={target} />}
    </g>
  )
})
WireEdge.displayName = 'WireEdge'
