/** Rows as lines for a terminal and as Markdown. */
import { BUSY } from './busy'
import type { Ratio } from './figures'
import type { Row, Timed } from './measure'

/** What looking at a sample's wires costs. */
export interface Look {
  readonly sample: string
  readonly batch: number
  readonly lanes: number
  readonly alone: number
  readonly watched: number
  readonly ratio: number
  readonly frames: number
}

const NONE = '–'
const ALONE = '¹'

/** A row as it is printed when it has been measured. */
export function rowLine(row: Row): string {
  const { id, pass, threads, gradwire, eager, compiled, ratio, toBetter, busy, faults } = row
  const on = (timed: Timed | null): string => (isAlone(timed, threads) ? ' on one thread' : '')
  const parts = [
    `${id} ${pass}`.padEnd(27),
    `${ms(gradwire).padStart(8)} ms${on(gradwire)}`,
    `PyTorch ${ms(eager).padStart(8)} ms${on(eager)}`,
    `compiled ${ms(compiled).padStart(8)} ms${on(compiled)}`,
    `ratio ${ratio ? ratio.ratio.toFixed(2) : NONE}`,
    `to the better ${spread(toBetter)}`,
    `MB ${[gradwire, eager, compiled].map(megabytes).join(' / ')}`,
  ]
  const others = busy > BUSY ? [`  ! something else took ${percent(busy)} of the processors`] : []
  return [parts.join('  '), ...others, ...faults.map((fault) => `  ✗ ${fault}`)].join('\n')
}

/** What looking at a sample costs, as it is printed. */
export function lookLine({ sample, lanes, alone, watched, ratio, frames }: Look): string {
  const steps = `${alone.toFixed(1)} steps a second, ${watched.toFixed(1)} with all ${lanes} lanes at 10 a second`
  return `${sample.padEnd(20)} ${steps}: ratio ${ratio.toFixed(3)}, ${frames.toFixed(1)} frames a second of the slowest lane`
}

/** The table, the least favourable row first, and below it what could not be measured. */
export function rowsMarkdown(rows: readonly Row[]): string {
  const sorted = rows
    .filter(({ gradwire }) => gradwire)
    .toSorted((a, b) => (b.toBetter?.ratio ?? 0) - (a.toBetter?.ratio ?? 0))
  const head = [
    'model',
    'pass',
    'Gradwire ms',
    'PyTorch ms',
    'compiled ms',
    'ratio',
    'ratio to the better (spread)',
    'peak MB: Gradwire',
    'PyTorch',
    'compiled',
  ]
  const lines = sorted.map(({ title, pass, threads, gradwire, eager, compiled, ratio, toBetter }) => [
    title,
    pass,
    ...[gradwire, eager, compiled].map((timed) => `${ms(timed)}${isAlone(timed, threads) ? ALONE : ''}`),
    ratio ? ratio.ratio.toFixed(2) : NONE,
    spread(toBetter),
    ...[gradwire, eager, compiled].map(megabytes),
  ])
  const faults = rows.flatMap(({ title, pass, faults: each }) =>
    each.map((fault) => `- ${title}, ${pass}: ${fault}`),
  )
  const notes = lines.some((cells) => cells.join('').includes(ALONE))
    ? ['', `${ALONE} On one thread, with which that program was quicker.`]
    : []
  const missing = faults.length > 0 ? ['', 'Not measured:', '', ...faults] : []
  return [markdown(head, lines), ...notes, ...missing].join('\n')
}

/** Whether it had one thread where it could have had more. */
function isAlone(timed: Timed | null, threads: number): boolean {
  return threads > 1 && timed?.about.threads === 1
}

/** How busy the machine was with other things, as the rows found it. */
export function busyText(rows: readonly Row[]): string {
  const most = Math.max(0, ...rows.map(({ busy }) => busy))
  const rest = rows.filter(({ busy }) => busy > BUSY).length
  if (rest === 0)
    return `Nothing else ran: before a row at most ${percent(most)} of the processors were busy.`
  return `**Not a quiet machine**: before ${rest} of ${rows.length} rows something else took up to ${percent(most)} of the processors.`
}

/** What looking costs, the dearest first. */
export function looksMarkdown(looks: readonly Look[]): string {
  const lines = looks
    .toSorted((a, b) => b.ratio - a.ratio)
    .map(({ sample, batch, lanes, alone, watched, ratio, frames }) => [
      sample,
      String(batch),
      String(lanes),
      alone.toFixed(1),
      watched.toFixed(1),
      ratio.toFixed(3),
      frames.toFixed(1),
    ])
  const head = [
    'sample',
    'batch',
    'lanes',
    'steps a second, nobody looking',
    'all lanes looked at',
    'time of a step, ratio',
    'frames a second of the slowest lane',
  ]
  return markdown(head, lines)
}

/** A file's text with what stands between its marks replaced. Errors: the marks are not there. */
export function between(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from)
    throw new Error(
      `The marks ${start} and ${end} are not in the file: put them where the tables shall stand`,
    )
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function ms(timed: Timed | null): string {
  if (!timed) return NONE
  return timed.ms.toFixed(timed.ms < 0.1 ? 4 : timed.ms < 1 ? 3 : timed.ms < 10 ? 2 : 1)
}

function megabytes(timed: Timed | null): string {
  return timed?.peakBytes ? String(Math.round(timed.peakBytes / 1e6)) : NONE
}

function spread(ratio: Ratio | null): string {
  if (!ratio) return NONE
  return `${ratio.ratio.toFixed(2)} (${ratio.least.toFixed(2)}–${ratio.greatest.toFixed(2)})`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
