/** Keys and clicks in a table of numbers that can be changed: the cells are one place in the order of Tab, arrows go between them. */
import { useRef, useState } from 'react'
import type { KeyboardEvent, MouseEvent } from 'react'

/** A cell whose number is being typed. */
export interface TypedCell {
  /** Row and column of the table that is shown. */
  row: number
  column: number
  /** What the field begins with. */
  text: string
  /** What the cell says. */
  before: string
  /** Where the cell lies in the table, in the page's pixels. */
  place: { top: number; right: number; height: number }
}

const MOVES: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** @param onPick Where numbers are looked at, not changed: a cell that Enter or a click chooses. */
export function useTableEditor(
  size: { rows: number; columns: number },
  onPick?: (row: number, column: number) => void,
) {
  const [typed, setTyped] = useState<TypedCell | null>(null)
  const [current, setCurrent] = useState<readonly [number, number]>([0, 0])
  const table = useRef<HTMLTableElement>(null)
  const cellAt = (row: number, column: number): HTMLElement | undefined =>
    table.current?.tBodies[0]?.rows[row]?.cells[column + 1]
  const go = (row: number, column: number): void => {
    const cell = cellAt(row, column)
    if (!cell || cell.textContent?.trim() === '') return
    setCurrent([row, column])
    cell.focus()
  }
  const begin = (row: number, column: number, text?: string): void => {
    const cell = cellAt(row, column)
    // A place past the tensor's end.
    if (!cell?.title) return
    setCurrent([row, column])
    if (onPick) return text === undefined ? onPick(row, column) : undefined
    const { offsetTop: top, offsetLeft, offsetWidth, offsetHeight: height } = cell
    setTyped({
      row,
      column,
      text: text ?? cell.title,
      before: cell.title,
      place: { top, right: offsetLeft + offsetWidth, height },
    })
  }
  /** The keyboard has gone elsewhere. */
  const leave = (): void => setTyped(null)
  const end = (): void => {
    setTyped(null)
    if (typed) cellAt(typed.row, typed.column)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (typed || event.ctrlKey || event.metaKey || event.altKey) return
    const [row, column] = current
    const move = MOVES[event.key]
    if (move) go(clamp(row + move[0], size.rows), clamp(column + move[1], size.columns))
    else if (event.key === 'Home') go(row, 0)
    else if (event.key === 'End') go(row, size.columns - 1)
    else if (event.key === 'Enter' || event.key === 'F2') begin(row, column)
    else if (/^[\d.+-]$/.test(event.key)) begin(row, column, event.key)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const onClick = ({ target }: MouseEvent): void => {
    const cell = target instanceof Element ? target.closest('td') : null
    const row = cell?.parentElement
    if (!cell || !(row instanceof HTMLTableRowElement) || typed) return
    begin(row.sectionRowIndex, cell.cellIndex - 1)
  }
  return { table, typed, current, end, leave, onKeyDown, onClick }
}

function clamp(value: number, count: number): number {
  return Math.min(count - 1, Math.max(0, value))
}
