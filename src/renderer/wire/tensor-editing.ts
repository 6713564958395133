/** Whether the tensor that is shown can be changed by hand now, and what of it has been. */
import { useMemo, useState } from 'react'
import type { ChangeResult, EngineProblem, TensorChange, TensorEdit } from '../../engine/protocol'
import type { TensorPlace } from '../engine-link/hand-changes'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'

export interface TensorEditing {
  /** Its numbers can be changed. */
  can: boolean
  /** Of this tensor, the first first. */
  changes: readonly TensorChange[]
  /** Who had computed with the value before it was last changed here, and who will with the new one; null: nobody had. */
  reach: Pick<ChangeResult, 'taken' | 'awaited'> | null
  /** → what stands in the way; null: it was done */
  change: (edit: TensorEdit) => Promise<EngineProblem | null>
}

/** Values and gradients can be changed while a step stands still inside, parameters whenever training rests. */
export function useTensorEditing(place: TensorPlace): TensorEditing {
  const session = useSession()
  const state = useRun((run) => (run.opened ? run.progress.state : 'idle'))
  const all = useRun((run) => run.changes)
  const text = JSON.stringify(place)
  const weights = place.target.kind === 'parameter' && place.direction === 'forward'
  const [reach, setReach] = useState<TensorEditing['reach']>(null)
  const can = state === 'stopped' || (weights && state !== 'running' && state !== 'idle')
  return useMemo(() => {
    const here = JSON.parse(text) as TensorPlace
    return {
      can,
      changes: all.filter((change) => samePlace(change, here)),
      reach,
      change: async (edit) => {
        const changed = await session.changes.change(here, edit)
        if ('problem' in changed) return changed.problem
        setReach(changed.result.taken.length > 0 ? changed.result : null)
        return null
      },
    }
  }, [all, can, reach, session, text])
}

/** Whether a change is of this tensor, this way. */
export function samePlace(change: TensorPlace, { target, direction }: TensorPlace): boolean {
  return change.direction === direction && placeText(change.target) === placeText(target)
}

function placeText(target: TensorPlace['target']): string {
  const { kind, path } = target
  if (kind === 'edge') return JSON.stringify([kind, path, target.edge])
  return JSON.stringify([kind, path, target.node, kind === 'port' ? target.handle : target.name])
}

/** Tells of an element, by its place in row-major order, whether it was changed. */
export function changedElements(
  changes: readonly TensorChange[],
  shape: readonly number[],
): ((index: number) => boolean) | null {
  if (changes.length === 0) return null
  const elements = new Set<number>()
  const parts: NonNullable<TensorChange['edit']['part']>[] = []
  for (const { edit } of changes) {
    if (edit.indices) for (const index of edit.indices) elements.add(index)
    else if (edit.part) parts.push(edit.part)
    else return () => true
  }
  return (index) => elements.has(index) || parts.some((part) => isIn(part, indexOf(index, shape)))
}

function isIn({ start, size }: { start: number[]; size: number[] }, index: readonly number[]): boolean {
  return index.every((at, dim) => at >= start[dim]! && at < start[dim]! + size[dim]!)
}

/** The index of an element into each dimension. */
export function indexOf(place: number, shape: readonly number[]): number[] {
  const index: number[] = []
  for (let dim = shape.length - 1, rest = place; dim >= 0; dim--) {
    index.unshift(rest % shape[dim]!)
    rest = Math.floor(rest / shape[dim]!)
  }
  return index
}

/** The place in row-major order of an element in a table: its index into the leading dimensions, then row and column. */
export function elementAt(
  shape: readonly number[],
  index: readonly number[],
  row: number,
  column: number,
): number {
  const rank = shape.length
  const full = rank === 0 ? [] : rank === 1 ? [row] : [...leading(index, rank - 2), row, column]
  return full.reduce((at, each, dim) => at * shape[dim]! + each, 0)
}

function leading(index: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, dim) => index[dim] ?? 0)
}

/** A number as a person types it; null: it is none. */
export function typedNumber(text: string): number | null {
  const plain = text.trim().replaceAll('\u2212', '-').toLowerCase()
  if (plain === '') return null
  if (plain === 'nan') return NaN
  const infinite = /^([+-]?)(?:inf|infinity|∞)$/.exec(plain)
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity
  const value = Number(plain)
  return Number.isNaN(value) ? null : value
}
