/** A confusion matrix as a table: the more samples in a cell, the deeper its colour. */
import { useTranslation } from '../texts/use-translation'

/** Up to so many classes fit beside each other; more scroll. */
const NARROW = 10

/** What is right is green, what is wrong red, each by its share of the row's samples. */
interface ConfusionTableProps {
  matrix: readonly (readonly number[])[]
  /** Where its samples can be shown: a cell that was chosen. */
  onCell?: ((cell: { target: number; said: number }) => void) | undefined
}

export function ConfusionTable({ matrix, onCell }: ConfusionTableProps) {
  const { t } = useTranslation()
  const wide = matrix.length > NARROW
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be reached by keyboard
    <div className="max-h-96 overflow-auto" tabIndex={wide ? 0 : undefined}>
      <table
        aria-label={t('live.metric.matrix')}
        className={`border-separate border-spacing-px text-center font-mono text-2xs leading-5 tabular ${wide ? '' : 'w-full table-fixed'}`}
      >
        <thead>
          <tr className="text-faint">
            <th className="w-10 font-sans font-normal" aria-hidden />
            <th className="pb-0.5 font-sans text-xs font-normal" colSpan={matrix.length}>
              {t('live.metric.said')} →
            </th>
          </tr>
          <tr className="text-faint">
            <th className="w-10 text-left font-sans text-xs font-normal whitespace-nowrap" scope="col">
              {t('live.metric.true')} ↓
            </th>
            {matrix.map((_, column) => (
              <th key={column} scope="col" className={`font-normal ${wide ? 'min-w-6' : ''}`}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody data-selectable>
          {matrix.map((row, i) => (
            <Row key={i} counts={row} row={i} onCell={onCell} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({
  counts,
  row,
  onCell,
}: { counts: readonly number[]; row: number } & Pick<ConfusionTableProps, 'onCell'>) {
  const { t } = useTranslation()
  const total = counts.reduce((a, b) => a + b, 0)
  return (
    <tr>
      <th scope="row" className="sticky left-0 bg-surface font-normal text-faint">
        {row}
      </th>
      {counts.map((count, column) => (
        <td
          key={column}
          title={t('live.metric.cell', { count, row, column })}
          className="rounded-[2px] px-0.5"
          style={{ background: cellColor(total === 0 ? 0 : count / total, row === column) }}
        >
          {count === 0 ? (
            <span className="text-faint">·</span>
          ) : onCell ? (
            <button
              type="button"
              aria-label={t('ranked.show', { cell: t('live.metric.cell', { count, row, column }) })}
              className="w-full rounded-xs hover:underline"
              onClick={() => onCell({ target: row, said: column })}
            >
              {count}
            </button>
          ) : (
            count
          )}
        </td>
      ))}
    </tr>
  )
}

/** Light enough that the count stays readable in both themes. */
function cellColor(share: number, right: boolean): string {
  if (share === 0) return 'var(--sunken)'
  const strength = Math.round(8 + 47 * share)
  return `color-mix(in srgb, var(${right ? '--success' : '--danger'}) ${strength}%, var(--surface))`
}
