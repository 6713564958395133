/** Values of a slice of a lane's tensor: exact where they are short, else rounded, with the exact one on hover. */
import { useMemo, useRef } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { FlowFrame } from '../../graph/frames/frame'
import { laneFrame, onLane } from './lane'
import { cellText, exactText } from '../texts/number-text'
import { paintStyle } from '../paint/paint-style'
import type { TensorRoom } from './tensor-view'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'

/** Until the first frame comes. */
const EMPTY = '\u00a0'

/** The cells are written ten times a second without React. */
export function LaneTable({ laneKey, room, label }: { laneKey: string; room: TensorRoom; label: string }) {
  const { t } = useTranslation()
  const session = useSession()
  const table = useRef<HTMLTableElement>(null)
  const subscribe = useMemo(() => onLane(session, laneKey), [laneKey, session])
  const draw = (): void => {
    const frame = laneFrame(session, laneKey)
    if (frame?.picture?.kind === 'table' && table.current) writeTable(table.current, frame)
  }
  useDrawing(table, draw, subscribe)
  const columns = Array.from({ length: room.columns }, (_, i) => i)
  return (
    <table
      ref={table}
      aria-label={label}
      data-selectable
      className="w-full table-fixed font-mono text-xs tabular"
    >
      <thead>
        <tr className="text-faint">
          <th className="h-5 w-9 text-left font-normal">
            <span className="sr-only">{t('live.wire.table')}</span>
          </th>
          {columns.map((column) => (
            <th key={column} scope="col" className="h-5 text-right font-normal">
              {EMPTY}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: room.rows }, (_, row) => (
          <tr key={row} className="border-t border-line">
            <th scope="row" className="h-5 text-left font-normal text-faint">
              {EMPTY}
            </th>
            {columns.map((column) => (
              <td key={column} className="h-5 truncate pl-1 text-right">
                {EMPTY}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function writeTable(table: HTMLTableElement, { picture }: FlowFrame): void {
  if (!picture) return
  const { danger } = paintStyle()
  const [head, ...body] = table.rows
  if (!head) return
  for (let column = 1; column < head.cells.length; column++)
    write(head.cells[column]!, column <= picture.width ? String(picture.columnStart + column - 1) : '')
  body.forEach((line, row) => {
    write(line.cells[0]!, row < picture.height ? String(picture.rowStart + row) : '')
    for (let column = 1; column < line.cells.length; column++) {
      const inside = row < picture.height && column <= picture.width
      const value = inside ? picture.values[row * picture.width + column - 1]! : 0
      const cell = line.cells[column]!
      write(cell, inside ? cellText(value) : '', inside ? exactText(value) : '')
      cell.style.color = Number.isFinite(value) ? '' : danger
    }
  })
}

function write(cell: HTMLTableCellElement, text: string, title = text): void {
  if (cell.textContent !== text) cell.textContent = text
  cell.title = title
}
