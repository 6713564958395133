/**
 * Values of a slice of a lane's tensor: exact where they are short, else rounded, with the exact one on hover. Where the tensor can
 * be changed, a click on a number, or Enter, lets one type another.
 */
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { EngineProblem } from '../../engine/protocol'
import type { FlowFrame } from '../../graph/frames/frame'
import { laneFrame, onLane } from './lane'
import { cellText, exactText } from '../texts/number-text'
import { paintStyle } from '../paint/paint-style'
import { useTableEditor } from './table-editor'
import type { TypedCell } from './table-editor'
import { changedElements, elementAt, indexOf, typedNumber } from './tensor-editing'
import type { TensorEditing } from './tensor-editing'
import type { TensorRoom } from './tensor-view'
import { INPUT_CLASS } from '../ui/text-field'
import { showToast } from '../ui/toast'
import { useDrawing } from '../paint/use-drawing'
import { useSession } from '../session/session-provider'

/** Until the first frame comes. */
const EMPTY = '\u00a0'

interface LaneTableProps {
  laneKey: string
  room: TensorRoom
  label: string
  shape?: readonly number[]
  /** Into the leading dimensions. */
  index?: readonly number[]
  editing?: TensorEditing
  /** Where numbers cannot be changed: one that was chosen. */
  onPick?: ((index: number[]) => void) | undefined
}

const NONE: readonly number[] = []

/** The cells are written ten times a second without React. */
export function LaneTable({
  laneKey,
  room,
  label,
  shape = NONE,
  index = NONE,
  editing,
  onPick,
}: LaneTableProps) {
  const { t } = useTranslation()
  const session = useSession()
  const { table, typed, current, end, leave, onKeyDown, onClick } = useTableEditor(
    room,
    onPick && editing?.can !== true
      ? (row, column) =>
          onPick(indexOf(placeAt(laneFrame(session, laneKey), shape, index, { row, column }), shape))
      : undefined,
  )
  const subscribe = useMemo(() => onLane(session, laneKey), [laneKey, session])
  const changes = editing?.changes
  const isChanged = useMemo(() => changedElements(changes ?? [], shape), [changes, shape])
  const can = editing?.can === true
  const draw = (): void => {
    const frame = laneFrame(session, laneKey)
    if (frame?.picture?.kind !== 'table' || !table.current) return
    writeTable(
      table.current,
      frame,
      (row, column) => isChanged?.(elementAt(shape, index, row, column)) ?? false,
    )
  }
  useDrawing(table, draw, subscribe)
  const columns = Array.from({ length: room.columns }, (_, i) => i)
  const chosen = can || onPick !== undefined
  const keys = chosen ? { role: 'grid', onKeyDown, onClick } : {}
  return (
    <div className="relative">
      <table
        ref={table}
        aria-label={label}
        data-selectable
        {...keys}
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
                <td
                  key={column}
                  tabIndex={chosen ? (current[0] === row && current[1] === column ? 0 : -1) : undefined}
                  className={`h-5 truncate pl-1 text-right data-changed:bg-accent-soft data-changed:font-semibold data-changed:text-accent-text ${can ? 'cursor-text hover:bg-hover' : chosen ? 'cursor-pointer hover:bg-hover' : ''}`}
                >
                  {EMPTY}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {typed && editing && (
        <CellField
          key={`${typed.row} ${typed.column}`}
          typed={typed}
          shape={shape}
          place={placeAt(laneFrame(session, laneKey), shape, index, typed)}
          editing={editing}
          onEnd={end}
          onLeave={leave}
        />
      )}
    </div>
  )
}

/** The element in a cell of the table that is shown. */
function placeAt(
  frame: FlowFrame | undefined,
  shape: readonly number[],
  index: readonly number[],
  { row, column }: Pick<TypedCell, 'row' | 'column'>,
): number {
  const { rowStart = 0, columnStart = 0 } = frame?.picture ?? {}
  return elementAt(shape, index, rowStart + row, columnStart + column)
}

interface CellFieldProps {
  typed: TypedCell
  shape: readonly number[]
  place: number
  editing: TensorEditing
  onEnd: () => void
  onLeave: () => void
}

/** Over its cell: Enter changes the number, as does who leaves it for another place; Escape leaves it as it is. */
function CellField({ typed, shape, place, editing, onEnd, onLeave }: CellFieldProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(typed.text)
  const [problem, setProblem] = useState<string | null>(null)
  const { top, right, height } = typed.place
  // A field that goes loses the keyboard, too.
  const settled = useRef(false)
  const change = (value: number) =>
    editing.change({ kind: 'set', indices: [place], values: Float32Array.of(value) })
  const end = (): void => {
    settled.current = true
    onEnd()
  }
  const commit = async (): Promise<void> => {
    const value = typedNumber(text)
    if (value === null) return setProblem(t('changes.noNumber', { text }))
    if (text === typed.before) return end()
    settled.current = true
    const refused = await change(value)
    if (!refused) return end()
    settled.current = false
    setProblem(problemText(refused))
  }
  const leave = (): void => {
    const value = typedNumber(text)
    if (!settled.current && value !== null && text !== typed.before)
      void change(value).then((refused) => refused && showToast({ tone: 'error', title: refused.message, text: refused.remedy })) // prettier-ignore
    onLeave()
  }
  return (
    <>
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a key or a click on its cell opens it
        autoFocus
        aria-label={t('changes.cell', { place: `[${indexOf(place, shape).join(', ')}]` })}
        aria-invalid={problem === null ? undefined : true}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onFocus={(event) =>
          event.target.value === typed.text && typed.text.length > 1 && event.target.select()
        }
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void commit()
          if (event.key === 'Escape') end()
          if (event.key === 'Enter' || event.key === 'Escape') event.preventDefault()
          event.stopPropagation()
        }}
        className={`${INPUT_CLASS} absolute z-10 px-1 text-right font-mono text-xs`}
        style={{
          top: top - 3,
          left: Math.max(0, right - 104),
          width: 104,
          height: height + 6,
        }}
      />
      {problem !== null && (
        <p role="alert" className="mt-1 text-xs text-danger">
          {problem}
        </p>
      )}
    </>
  )
}

/** What is wrong, and what to do about it. */
export function problemText({ message, remedy }: EngineProblem): string {
  return [message, remedy].filter(Boolean).join(' ')
}

function writeTable(
  table: HTMLTableElement,
  { picture }: FlowFrame,
  isChanged: (row: number, column: number) => boolean,
): void {
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
      const changed = inside && isChanged(picture.rowStart + row, picture.columnStart + column - 1)
      if (changed) cell.dataset['changed'] = ''
      else delete cell.dataset['changed']
    }
  })
}

function write(cell: HTMLTableCellElement, text: string, title = text): void {
  if (cell.textContent !== text) cell.textContent = text
  cell.title = title
}
