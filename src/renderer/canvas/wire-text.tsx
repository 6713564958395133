import { Eye } from 'lucide-react'
import { useRef } from 'react'
import type { Point } from '../../graph/drawing/geometry'
import type { WireLine } from '../../graph/drawing/wire-line'
import { editedInference } from '../editing/editor-store'
import { saidMarks } from '../hooks/marks'
import { EYE_ROOM, EYE_SIZE, marksBox, wireLabel, wireText } from '../overlay/wire-label'
import { useWritten, writeAttribute, writeText } from '../session/written'
import type { WireData } from './flow-elements'

interface WireTextProps {
  edge: string
  data: WireData
  line: WireLine
  /** Where the wire ends. */
  end: Point
}

/** The shape that flows on a wire, where there is room for it, and an eye in front of it if the wire is worth a look. */
export function WireText({ edge, data, line, end }: WireTextProps) {
  const drawn = useRef<SVGTextElement>(null)
  const eye = useRef<SVGSVGElement>(null)
  const { name, marked, hooks, spot } = data
  const marks = marksBox(data, end)
  useWritten(
    (state) => wireText(editedInference(state), edge),
    (text) => {
      const label = wireLabel(line, text, { before: marked ? EYE_ROOM : 0, marks, spot })
      writeText(drawn.current!, label === null ? '' : text)
      place(drawn.current!, label ?? line.middle)
      if (eye.current !== null) {
        const { x, y } = label ?? { x: line.middle.x - EYE_SIZE / 2 + EYE_ROOM, y: line.middle.y - 9 }
        place(eye.current, { x: x - EYE_ROOM, y: y - 4 - EYE_SIZE / 2 })
      }
      // What a wire is called tells its shape, too; the element of that name is React Flow's.
      const said = `${name}${text === '' ? '' : `, ${text}`}${saidMarks(hooks)}`
      const wire = drawn.current!.closest('.react-flow__edge')
      if (wire !== null) writeAttribute(wire, 'aria-label', said)
    },
  )
  return (
    <>
      {marked && <Eye ref={eye} size={EYE_SIZE} className="wire-eye" aria-hidden />}
      <text ref={drawn} className="wire-label" aria-hidden />
    </>
  )
}

function place(element: SVGElement, { x, y }: Point): void {
  writeAttribute(element, 'x', String(x))
  writeAttribute(element, 'y', String(y))
}
