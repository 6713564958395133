/** A small grid of numbers on the colours that pictures have. */
import { useSyncExternalStore } from 'react'
import { colorIndex, colorMap, colorRange } from '../paint/color-map'
import type { ColorMapKind, ColorRange } from '../paint/color-map'
import { onPaintStyle, paintStyle } from '../paint/paint-style'
import { exactText, numberText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import type { Grid } from '../explain/explanation'

interface GridViewProps {
  label: string
  grid: Grid
  map: ColorMapKind
  /** Left out: its own. */
  range?: ColorRange
  /** A cell that counts alone. */
  winner?: number | undefined
}

/** Wider ones show colours alone, and their numbers on hover. */
const MOST_COLUMNS = 7

export function GridView({ label, grid, map, range, winner }: GridViewProps) {
  const { t } = useTranslation()
  const theme = useSyncExternalStore(onPaintStyle, () => paintStyle().theme)
  const colors = colorMap(map, theme)
  const ends =
    range ??
    colorRange(
      map,
      grid.values.map((value) => value ?? NaN),
    )
  const written = grid.columns <= MOST_COLUMNS
  const rows = Array.from({ length: grid.rows }, (_, row) =>
    grid.values.slice(row * grid.columns, (row + 1) * grid.columns),
  )
  return (
    <figure className="max-w-full min-w-0 overflow-x-auto">
      <figcaption className="mb-0.5 truncate text-xs text-muted">{label}</figcaption>
      <table
        aria-label={label}
        data-selectable
        className="border-separate border-spacing-px font-mono text-2xs tabular"
      >
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((value, column) => (
                <td
                  key={column}
                  title={value === null ? t('explain.padding') : exactText(value)}
                  data-winner={winner === row * grid.columns + column ? '' : undefined}
                  className={`h-5 rounded-xs px-0.5 text-center data-winner:outline-2 data-winner:outline-danger ${written ? 'w-11 min-w-11' : 'w-5 min-w-5'}`}
                  style={value === null ? undefined : cellColors(colors.pixels[colorIndex(value, ends)]!)}
                >
                  {value === null ? <span className="text-faint">·</span> : written && numberText(value, 3)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}

/** Black or white letters, whichever can be read on it. */
function cellColors(pixel: number): { background: string; color: string } {
  const [red, green, blue] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]
  const light = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  return { background: `rgb(${red} ${green} ${blue})`, color: light > 0.18 ? '#000' : '#fff' }
}

function linear(channel: number): number {
  return (channel / 255) ** 2.2
}
