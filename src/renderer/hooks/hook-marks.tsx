/** Marks where hooks act: blue forward, orange backward, violet after the step; hollow where they are switched off. */
import { Component } from 'lucide-react'
import { assertNever } from '../../graph/basics/assert-never'
import type { HookPass } from '../../graph/document/hook-place'
import type { Point } from '../../graph/drawing/geometry'
import type { Detour } from '../../graph/drawing/wire-line'
import { insideText, markText } from './marks'
import type { HookMark, NodeMarks } from './marks'

const SIZE = 14
const GAP = 2
/** From the wire's end back to its last mark, and from the wire to them. */
const BEFORE_END = 12
const ASIDE = 7

interface WireMarksProps {
  marks: readonly HookMark[]
  /** The wire's end, and its way around nodes, if it takes one. */
  end: Point
  detour: Detour | null
}

/** Flags at the end of a wire, above it, or at the side of where it comes down or up to its end: where its lanes do not cover them. */
export function WireMarks({ marks, end, detour }: WireMarksProps) {
  return marks.map((mark, index) => {
    const { left, top, stem } = flagPlace(end, detour, { index, count: marks.length })
    return (
      <g
        key={index}
        className={`hook-mark hook-mark-${mark.pass}`}
        data-hook-mark={mark.pass}
        data-off={mark.on ? undefined : ''}
      >
        <title>{markText(mark)}</title>
        <path d={stem} className="hook-mark-stem" />
        <rect x={left} y={top} width={SIZE} height={SIZE} rx={4} className="hook-mark-plate" />
        <path d={glyphOf(mark.pass)} transform={`translate(${left} ${top})`} className="hook-mark-glyph" />
        {mark.hooks.length > 1 && (
          <text x={left + SIZE / 2} y={top - 2} className="hook-mark-count">
            {mark.hooks.length}
          </text>
        )}
      </g>
    )
  })
}

/** How far the flags of so many marks reach back from the end of a wire that comes straight. */
export function flagsWidth(count: number): number {
  return count === 0 ? 0 : BEFORE_END + count * (SIZE + GAP)
}

function flagPlace(
  { x, y }: Point,
  detour: Detour | null,
  { index, count }: { index: number; count: number },
): { left: number; top: number; stem: string } {
  if (detour === null) {
    const left = x - BEFORE_END - (count - index) * (SIZE + GAP)
    const top = y - ASIDE - SIZE
    return { left, top, stem: `M${left + SIZE / 2},${top + SIZE} V${y}` }
  }
  // One beside the other at the left of the upright piece, near its end.
  const left = detour.back - ASIDE - SIZE - index * (SIZE + GAP)
  const top = detour.level < y ? y - 16 - SIZE : y + 16
  return { left, top, stem: index > 0 ? '' : `M${left + SIZE},${top + SIZE / 2} H${detour.back}` }
}

/** The same on a node: of its call and its parameters, and of what is inside an instance. */
export function NodeHookMarks({ marks: { own, inside } }: { marks: NodeMarks }) {
  if (own.length === 0 && inside === null) return null
  return (
    <div className="absolute -top-2 right-2 z-10 flex gap-0.5">
      {inside !== null && (
        <span
          title={insideText(inside)}
          data-hook-mark="inside"
          data-off={inside.on ? undefined : ''}
          className="hook-badge hook-badge-inside"
        >
          <Component size={10} aria-hidden />
          {inside.hooks.length}
        </span>
      )}
      {own.map((mark, index) => (
        <Badge key={index} mark={mark} />
      ))}
    </div>
  )
}

/** Beside an output, under the wires that leave it. */
export function PortHookMarks({ marks }: { marks: readonly HookMark[] | undefined }) {
  if (marks === undefined || marks.length === 0) return null
  return (
    <span className="pointer-events-auto absolute top-3.5 left-1 z-10 flex gap-0.5">
      {marks.map((mark, index) => (
        <Badge key={index} mark={mark} />
      ))}
    </span>
  )
}

function Badge({ mark }: { mark: HookMark }) {
  const { pass, on, hooks, parameter } = mark
  return (
    <span
      title={markText(mark)}
      data-hook-mark={pass}
      data-off={on ? undefined : ''}
      className={`hook-badge hook-mark-${pass}`}
    >
      <svg width={SIZE - 2} height={SIZE - 2} viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden>
        <path d={glyphOf(pass)} className="hook-mark-glyph" />
      </svg>
      {parameter !== undefined && (
        <span className="max-w-14 truncate">{parameter === '' ? 'θ' : parameter}</span>
      )}
      {hooks.length > 1 && <span>{hooks.length}</span>}
    </span>
  )
}

/** An arrow the way that the values go; after the step, a turn. */
export function glyphOf(pass: HookPass): string {
  switch (pass) {
    case 'forward':
      return 'M3 7 H10.5 M7.5 4 L10.5 7 L7.5 10'
    case 'backward':
      return 'M11 7 H3.5 M6.5 4 L3.5 7 L6.5 10'
    case 'after_step':
      return 'M10.5 5 A4 4 0 1 0 11 8 M10.8 2.5 V5.2 H8'
    default:
      return assertNever(pass)
  }
}
