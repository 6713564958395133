import { BaseEdge } from '@xyflow/react'
import type { EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { useCanvasStore } from '../state/canvas-store'
import type { WireFlowEdge } from './flow-elements'
import { wireLine } from '../../graph/drawing/wire-line'

/** Width of a letter of the label, in canvas pixels. */
const LETTER = 6.7
/** Room that a label needs beside the handles. */
const MARGIN = 24

/** A wire with the shape that flows on it, where there is room for it. */
export const WireEdge = memo((props: EdgeProps<WireFlowEdge>) => {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props
  const drop = useCanvasStore((state) => state.dropEdge === id)
  const source = { x: sourceX, y: sourceY }
  const { path, middle, room } = wireLine(source, { x: targetX, y: targetY }, data?.detour ?? null)
  const label = data?.label ?? ''
  const tone = data?.wrong === true ? ' wire-wrong' : selected === true ? ' wire-selected' : ''
  return (
    <g className={`wire${tone}${drop ? ' wire-drop' : ''}`}>
      {selected === true && <path d={path} className="wire-halo" />}
      <BaseEdge path={path} interactionWidth={18} />
      {label !== '' && label.length * LETTER + MARGIN <= room && (
        <text x={middle.x} y={middle.y - 9} className="wire-label" aria-hidden>
          {label}
        </text>
      )}
    </g>
  )
})
WireEdge.displayName = 'WireEdge'
