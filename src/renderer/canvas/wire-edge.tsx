import { BaseEdge, getBezierPath } from '@xyflow/react'
import type { EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { useCanvasStore } from '../state/canvas-store'
import type { WireFlowEdge } from './flow-elements'

/** Width of a letter of the label, in canvas pixels. */
const LETTER = 6.7
/** Room that a label needs beside the handles. */
const MARGIN = 24

/** A wire with the shape that flows on it, where there is room for it. */
export const WireEdge = memo((props: EdgeProps<WireFlowEdge>) => {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props
  const drop = useCanvasStore((state) => state.dropEdge === id)
  const [path, labelX, labelY] = getBezierPath(props)
  const label = data?.label ?? ''
  const room = Math.max(Math.abs(targetX - sourceX), Math.abs(targetY - sourceY) * 2)
  const tone = data?.wrong === true ? ' wire-wrong' : selected === true ? ' wire-selected' : ''
  return (
    <g className={`wire${tone}${drop ? ' wire-drop' : ''}`}>
      <BaseEdge path={path} interactionWidth={18} />
      {label !== '' && label.length * LETTER + MARGIN <= room && (
        <text x={labelX} y={labelY - 9} className="wire-label" aria-hidden>
          {label}
        </text>
      )}
    </g>
  )
})
WireEdge.displayName = 'WireEdge'
