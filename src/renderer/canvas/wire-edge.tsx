import { BaseEdge } from '@xyflow/react'
import type { EdgeProps } from '@xyflow/react'
import { Eye } from 'lucide-react'
import { memo } from 'react'
import { useCanvasStore } from '../state/canvas-store'
import type { WireFlowEdge } from './flow-elements'
import { wireLine } from '../../graph/drawing/wire-line'

/** Width of a letter of the label, in canvas pixels. */
const LETTER = 6.7
/** Room that a label needs beside the handles. */
const MARGIN = 24

/** Size of the eye on a wire that is worth a look. */
const EYE = 13

/** A wire with the shape that flows on it, where there is room for it, and an eye if it is worth a look. */
export const WireEdge = memo((props: EdgeProps<WireFlowEdge>) => {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props
  const drop = useCanvasStore((state) => state.dropEdge === id)
  const source = { x: sourceX, y: sourceY }
  const { path, middle, room } = wireLine(source, { x: targetX, y: targetY }, data?.detour ?? null)
  const label = data?.label ?? ''
  const labelled = label !== '' && label.length * LETTER + MARGIN <= room
  const tone = data?.wrong === true ? ' wire-wrong' : selected === true ? ' wire-selected' : ''
  return (
    <g className={`wire${tone}${drop ? ' wire-drop' : ''}`}>
      {data?.probed === true && selected !== true && <path d={path} className="wire-halo wire-probed" />}
      {selected === true && <path d={path} className="wire-halo" />}
      <BaseEdge path={path} interactionWidth={18} />
      {data?.probed === true && (
        <Eye
          x={middle.x - (labelled ? (label.length * LETTER) / 2 + EYE + 4 : EYE / 2)}
          y={middle.y - 13 - EYE / 2}
          size={EYE}
          className="wire-eye"
          aria-hidden
        />
      )}
      {labelled && (
        <text x={middle.x} y={middle.y - 9} className="wire-label" aria-hidden>
          {label}
        </text>
      )}
    </g>
  )
})
WireEdge.displayName = 'WireEdge'
