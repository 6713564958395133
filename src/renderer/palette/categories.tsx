import {
  Activity, Box, Calculator, CircleHelp, Database, Gauge, Grid2x2, Layers, Minimize2, Shuffle, SlidersHorizontal, Target,
} from 'lucide-react' // prettier-ignore
import { memo } from 'react'
import type { CSSProperties } from 'react'
import type { LucideIcon } from 'lucide-react'
import type { Category } from '../../graph/registry/definition'
import type { PlainKey } from '../texts/index'

interface Look {
  icon: LucideIcon
  label: PlainKey
  /** A CSS colour. */
  color: string
}

const look = (icon: LucideIcon, name: Category): Look => ({
  icon,
  label: `category.${name}`,
  color: `var(--category-${name})`,
})

/** How each category of node types looks. */
export const CATEGORY_LOOKS: Record<Category, Look> = {
  data: look(Database, 'data'),
  layer: look(Layers, 'layer'),
  activation: look(Activity, 'activation'),
  pooling: look(Minimize2, 'pooling'),
  normalization: look(SlidersHorizontal, 'normalization'),
  regularization: look(Shuffle, 'regularization'),
  shape: look(Grid2x2, 'shape'),
  math: look(Calculator, 'math'),
  loss: look(Target, 'loss'),
  metric: look(Gauge, 'metric'),
  module: look(Box, 'module'),
  opaque: look(CircleHelp, 'opaque'),
}

/** The category's colour as `--category`, for styles. */
export function categoryStyle(category: Category): CSSProperties {
  return { '--category': CATEGORY_LOOKS[category].color } as CSSProperties
}

/** The icon of a category in its colour, on a tint of it. */
export const CategoryChip = memo(({ category, size = 20 }: { category: Category; size?: number }) => {
  const { icon: Icon, color } = CATEGORY_LOOKS[category]
  return (
    <span
      aria-hidden
      className="flex shrink-0 items-center justify-center rounded-sm"
      style={{
        width: `calc(${size} * var(--px))`,
        height: `calc(${size} * var(--px))`,
        color,
        background: `color-mix(in srgb, ${color} 14%, transparent)`,
      }}
    >
      <Icon className="size-[65%]" strokeWidth={2} />
    </span>
  )
})
CategoryChip.displayName = 'CategoryChip'
