/** A small drawing for each category, of strokes on a square of 24. */
import type { Category } from '../../registry/definition'

const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`

/** Paths for SVG, drawn with round ends and no fill. */
export const CATEGORY_ICONS: Readonly<Record<Category, string>> = {
  // A drum.
  data: 'M4 6c0-4 16-4 16 0s-16 4-16 0v12c0 4 16 4 16 0V6M4 12c0 4 16 4 16 0',
  // Three sheets on each other.
  layer: 'M12 3L21 8L12 13L3 8ZM3 12.5L12 17.5L21 12.5M3 17L12 22L21 17',
  // A beat.
  activation: 'M2 12H6L9.5 4L14.5 20L18 12H22',
  // From the corners to the middle.
  pooling: 'M20 3L14 9M14 4V9H19M4 21L10 15M10 20V15H5',
  // Three sliders.
  normalization: 'M3 6H11M17 6H21M14 3V9M3 12H5M11 12H21M8 9V15M3 18H13M19 18H21M16 15V21',
  // Two ways that cross.
  regularization: 'M2 18H6C11 18 11 6 17 6H22M2 6H6C11 6 11 18 17 18H22M18 2L22 6L18 10M18 14L22 18L18 22',
  // Four fields.
  shape: 'M6 3H18Q21 3 21 6V18Q21 21 18 21H6Q3 21 3 18V6Q3 3 6 3ZM12 3V21M3 12H21',
  // Plus and minus.
  math: 'M3 7H11M7 3V11M14 17H22M15 5L20 10M20 5L15 10M4 19L10 19M7 15.5V15.6M7 22.4V22.5',
  // Rings around the goal.
  loss: `${circle(12, 12, 9.5)}${circle(12, 12, 5.2)}${circle(12, 12, 1)}`,
  // A needle on a scale.
  metric: 'M4 19A10 10 0 1 1 20 19M12 14L16 9',
  // A box, seen at its edge.
  module: 'M12 2.5L20.5 7V17L12 21.5L3.5 17V7ZM3.5 7L12 12L20.5 7M12 12V21.5',
  // Nobody knows.
  opaque: 'M8.5 9C8.5 4 15.5 4 15.5 9C15.5 12 12 12 12 15M12 19V19.1',
}
