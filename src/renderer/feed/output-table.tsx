/** The numbers of one output of the net, one call beside the other. */
import type { ByHandResult, HandCall } from '../../engine/protocol'
import type { SafeTensor } from '../../graph/formats/safetensors'
import type { ModuleInference } from '../../graph/infer/inference'
import { cellText, exactText, numberText, percentText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { classNames, readingOf, sharesOf } from './slots'

/** So many numbers of one output are listed. */
const MOST_NUMBERS = 100
const CELL = 'py-px pl-2 text-right last:pr-1'
/** In a narrow column it breaks where one reads on. */
const FORWARD = (
  <>
    net.
    <wbr />
    forward(x)
  </>
)

interface OutputProps {
  main: ModuleInference
  output: ByHandResult['outputs'][number]
  classes: readonly string[] | null
  call: SafeTensor | undefined
  others: readonly (readonly [HandCall, SafeTensor | undefined])[]
  /** Of what stands around it, in pixels. */
  width: number
}

/** One output of the net, number by number; of two-dimensional scores each with its class. */
export function Output({ main, output, classes, call, others, width }: OutputProps) {
  const { t } = useTranslation()
  if (!call) return null
  const reading = readingOf(main, output)
  const count = Math.min(call.values.length, MOST_NUMBERS)
  const scores = reading !== null && call.shape.length === 2 && call.shape[0] === 1
  const shares = scores ? sharesOf(call.values, reading) : null
  const best = shares && reading !== 'sigmoid' ? shares.indexOf(Math.max(...shares)) : -1
  const names = scores ? classNames(call.values.length, reading, classes) : []
  const nameOf = (index: number): string => names[index] ?? placeText(index, call.shape)
  const rows = Array.from({ length: count }, (_, index) => ({
    name: nameOf(index),
    value: call.values[index] ?? 0,
    others: others.map(([each, tensor]) => [each, tensor?.values[index] ?? 0] as const),
    share: shares?.[index] ?? NaN,
  }))
  const room = roomFor(width, rows)
  const columns = { share: shares !== null && room.share, bar: shares !== null && room.bar }
  return (
    <div>
      <p className="flex max-w-160 flex-wrap items-baseline gap-x-2 text-sm font-medium">
        <span className="min-w-0 truncate" title={output.name}>
          {output.name}
        </span>
        <span className="font-mono text-xs font-normal whitespace-nowrap text-muted">
          [{call.shape.join(', ')}]
        </span>
        {best >= 0 && (
          <span className="ml-auto min-w-0 font-normal text-muted">
            {t('feed.says', { name: nameOf(best), share: percentText(shares?.[best] ?? 0) })}
          </span>
        )}
      </p>
      <table
        aria-label={output.name}
        className={`mt-1 w-full max-w-160 ${room.exact ? 'text-sm' : 'text-xs'}`}
      >
        <thead className="align-bottom">
          <tr className="text-left text-xs text-faint">
            <th className="py-0.5 font-normal">{scores ? t('feed.class') : t('feed.place')}</th>
            <th className={`${CELL} font-mono font-normal`}>net(x)</th>
            {others.map(([each]) => (
              <th
                key={each}
                translate={each === 'forward' ? 'no' : undefined}
                className={`${CELL} font-normal ${each === 'forward' ? 'font-mono' : ''}`}
              >
                {each === 'forward' ? FORWARD : t('feed.bare')}
              </th>
            ))}
            {columns.share && <th className={`${CELL} font-normal`}>{t('feed.share')}</th>}
            {columns.bar && <td aria-hidden className="w-1/4 pl-3" />}
          </tr>
        </thead>
        <tbody className="font-mono tabular" data-selectable>
          {rows.map(({ name, value, others: beside, share }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a place is its number
            <tr key={index} className={index === best ? 'font-semibold' : ''}>
              <th
                scope="row"
                className={`truncate py-px text-left [font-weight:inherit] ${room.exact ? 'max-w-24' : 'max-w-14'}`}
                title={name}
              >
                {name}
              </th>
              <NumberCell of="call" value={value} exact={room.exact} />
              {beside.map(([each, other]) => (
                <NumberCell
                  key={each}
                  of={each}
                  value={other}
                  exact={room.exact}
                  faint={Object.is(other, value)}
                />
              ))}
              {columns.share && <td className={`${CELL} whitespace-nowrap`}>{percentText(share)}</td>}
              {columns.bar && (
                <td aria-hidden className="w-1/4 pl-3">
                  <span
                    className={`block h-1.5 rounded-full ${index === best ? 'bg-accent' : 'bg-line-strong'}`}
                    style={{ width: `${Number.isFinite(share) ? Math.max(1, share * 100) : 0}%` }}
                  />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {call.values.length > count && (
        <p className="mt-1 text-xs text-muted">
          {t('feed.more', { count: call.values.length - count, mean: numberText(meanOf(call.values)) })}
        </p>
      )}
    </div>
  )
}

interface Row {
  name: string
  value: number
  others: readonly (readonly [HandCall, number])[]
  share: number
}

/** In pixels: a digit, the longest name, the room between columns, and a share with it. */
const DIGIT = 7.3
const NAME = 96
const GAP = 8
const SHARE = 64
/** What stands over the columns. */
const HEADS: Readonly<Record<HandCall, number>> = { call: 40, forward: 93, bare: 74 }

/** What fits side by side: all digits of the numbers, then the share that each has of one, then that as a bar. */
function roomFor(width: number, rows: readonly Row[]): { exact: boolean; share: boolean; bar: boolean } {
  // Before it is known, it is taken to be wide.
  if (width === 0) return { exact: true, share: true, bar: true }
  const name = Math.min(NAME, DIGIT * Math.max(5, ...rows.map((row) => row.name.length)))
  const wide = (of: HandCall, numbers: readonly number[]): number =>
    GAP + Math.max(HEADS[of], ...numbers.map((number) => DIGIT * exactText(number).length))
  const others = (rows[0]?.others ?? []).map(([of], at) =>
    wide(
      of,
      rows.map((row) => row.others[at]?.[1] ?? 0),
    ),
  )
  const call = wide(
    'call',
    rows.map(({ value }) => value),
  )
  const needed = [call, ...others].reduce((sum, column) => sum + column, name)
  return {
    exact: width >= needed,
    share: width >= needed + SHARE,
    // It takes a quarter.
    bar: 0.75 * width >= needed + SHARE,
  }
}

interface NumberCellProps {
  of: HandCall
  value: number
  exact: boolean
  faint?: boolean
}

/** Where it is written shorter, all its digits are told at the pointer. */
function NumberCell({ of, value, exact, faint = false }: NumberCellProps) {
  const text = exactText(value)
  return (
    <td className={`${CELL} ${faint ? 'text-muted' : ''}`} data-value={of} title={exact ? undefined : text}>
      {exact ? text : cellText(value)}
    </td>
  )
}

/** `0, 3`: the indices behind the batch. */
function placeText(index: number, shape: readonly number[]): string {
  const parts: number[] = []
  let rest = index
  for (const size of shape.slice(1).toReversed()) {
    parts.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return parts.length === 0 ? String(index) : parts.join(', ')
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}
