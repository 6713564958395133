import { BaseEdge } from '@xyflow/react'
import type { EdgeProps } from '@xyflow/react'
import { Eye } from 'lucide-react'
import { memo, useLayoutEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { ChangedWire } from './changed-mark'
import type { WireData, WireFlowEdge } from './flow-elements'
import { WireBreakpoints } from '../debugger/breakpoint-marks'
import { useWireStop } from '../debugger/use-stand'
import { wireLine } from '../../graph/drawing/wire-line'
import { editedInference } from '../editing/editor-store'
import { flagsWidth, WireMarks } from '../hooks/hook-marks'
import { saidMarks } from '../hooks/marks'
import { EYE_ROOM, EYE_SIZE, marksBox, wireLabel, wireText } from '../overlay/wire-label'
import { useCanvas, useEditor } from '../session/use-stores'

/** A wire with the shape that flows on it, where there is room for it, and an eye if it is worth a look. */
export const WireEdge = memo((props: EdgeProps<WireFlowEdge>) => {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props
  const drop = useCanvas((state) => state.dropEdge === id)
  const stop = useWireStop(id)
  const source = { x: sourceX, y: sourceY }
  const line = wireLine(source, { x: targetX, y: targetY }, data?.detour ?? null)
  const { path, middle } = line
  const text = useEditor((state) => wireText(editedInference(state), id))
  const drawn = useNamed(data, text)
  const marks = data === undefined ? null : marksBox(data, { x: targetX, y: targetY })
  const before = data?.marked === true ? EYE_ROOM : 0
  const label = wireLabel(line, text, { before, marks, spot: data?.spot ?? null })
  const tone = data?.wrong === true ? ' wire-wrong' : selected === true ? ' wire-selected' : ''
  const hooks = data?.hooks ?? []
  const flags = flagsWidth(hooks.length)
  const detour = data?.detour ?? null
  const end = { x: targetX - (data?.aside ?? 0), y: targetY }
  return (
    <g ref={drawn} className={`wire${tone}${drop ? ' wire-drop' : ''}`}>
      {data?.marked === true && selected !== true && <path d={path} className="wire-halo wire-marked" />}
      {selected === true && <path d={path} className="wire-halo" />}
      {stop !== null && <path d={path} className={`wire-halo wire-stop-${stop}`} />}
      <BaseEdge path={path} interactionWidth={18} />
      <WireBreakpoints edge={id} x={end.x} y={end.y} detour={detour} flags={flags} />
      {data?.marked === true && (
        <Eye
          x={label === null ? middle.x - EYE_SIZE / 2 : label.x - EYE_ROOM}
          y={(label?.y ?? middle.y - 9) - 4 - EYE_SIZE / 2}
          size={EYE_SIZE}
          className="wire-eye"
          aria-hidden
        />
      )}
      {data !== undefined && data.hooks.length > 0 && (
        <WireMarks marks={data.hooks} end={end} detour={detour} />
      )}
      <ChangedWire edge={id} x={middle.x} y={middle.y} />
      {label !== null && (
        <text x={label.x} y={label.y} className="wire-label" aria-hidden>
          {text}
        </text>
      )}
    </g>
  )
})
WireEdge.displayName = 'WireEdge'

/** What a wire is called tells its shape, too; React Flow, which makes the element of that name, would make it anew with every shape. */
function useNamed(data: WireData | undefined, text: string): RefObject<SVGGElement | null> {
  const drawn = useRef<SVGGElement>(null)
  const name =
    data === undefined ? '' : `${data.name}${text === '' ? '' : `, ${text}`}${saidMarks(data.hooks)}`
  useLayoutEffect(() => {
    drawn.current?.closest('.react-flow__edge')?.setAttribute('aria-label', name)
  }, [name])
  return drawn
}
