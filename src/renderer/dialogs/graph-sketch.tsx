import { SKETCHED } from '../../graph/drawing/sketch'
import type { Sketch } from '../../graph/drawing/sketch'
import { CATEGORY_LOOKS } from '../palette/categories'

/** A graph in miniature, in the colours of its nodes; an empty place of the same size where there is none. */
export function GraphSketch({ sketch, className = '' }: { sketch: Sketch | null; className?: string }) {
  const { width, height } = sketch ?? { width: 1, height: 1 }
  // Whatever its form, nodes are drawn no larger than a graph of three in a row would have them.
  const wide = Math.max(width, 3 * SKETCHED.width)
  return (
    <svg
      viewBox={`${(width - wide) / 2} 0 ${wide} ${height}`}
      preserveAspectRatio="xMidYMid meet"
      className={`rounded-md bg-canvas p-2 ${className}`}
      aria-hidden
    >
      {sketch?.wires.map(([from, to]) => {
        const [source, target] = [sketch.nodes[from]!, sketch.nodes[to]!]
        const [x1, y1] = [source.x + SKETCHED.width, source.y + SKETCHED.height / 2]
        const [x2, y2] = [target.x, target.y + SKETCHED.height / 2]
        const bend = Math.max(40, Math.abs(x2 - x1) / 2)
        return (
          <path
            key={`${from} ${to} ${x1} ${y2}`}
            d={`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
            fill="none"
            stroke="var(--wire)"
            strokeWidth={1.25}
            vectorEffect="non-scaling-stroke"
          />
        )
      })}
      {sketch?.nodes.map(({ x, y, category }) => (
        <rect
          key={`${x} ${y}`}
          x={x}
          y={y}
          width={SKETCHED.width}
          height={SKETCHED.height}
          rx={16}
          fill={`color-mix(in srgb, ${CATEGORY_LOOKS[category].color} 60%, var(--surface))`}
        />
      ))}
    </svg>
  )
}
