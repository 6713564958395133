/** The table of what each layer gives and costs as text, with the nodes that its lines are about. */
import { columns } from '../basics/columns'
import type { Inference } from '../infer/inference'
import { formatShape } from '../types/dims'
import { numberIn } from '../../words/numbers'
import { tell } from '../../words/tell'
import { codeLines } from './code-line'
import type { CodeLine } from './code-line'
import { summarise } from './summary'
import type { Summary, SummaryRow } from './summary'

/** The table, and the totals below it. */
export function summaryLines(inference: Inference): CodeLine[] {
  const summary = summarise(inference)
  return [...table(summary.rows), ...codeLines(['', ...totals(summary)].join('\n'))]
}

function table(rows: readonly SummaryRow[]): CodeLine[] {
  const header = [
    tell('summary.layer', 'Layer'),
    tell('summary.output_shape', 'Output shape'),
    tell('summary.parameters', 'Parameters'),
    tell('summary.multiply_adds', 'Multiply-adds'),
  ]
  const cells = rows.map((row) => [
    `${row.path} (${row.type})`,
    row.shape ? formatShape(row.shape) : '-',
    numberIn(row.parameters),
    numberIn(row.multiplyAdds),
  ])
  const [title = '', ...body] = columns([header, ...cells], 2).split('\n')
  const widths = header.map((each, column) =>
    Math.max(each.length, ...cells.map((row) => row[column]!.length)),
  )
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return [
    ...codeLines(`${title}\n${rule}`),
    ...rows.map(({ place }, index) => ({ text: body[index] ?? '', places: [place] })),
  ]
}

function totals({ parameters, parameterCount, frozen, multiplyAdds }: Summary): string[] {
  return [
    tell(
      'summary.totals',
      {
        one: '{{count}} parameter in {{tensors}}',
        other: '{{count, number}} parameters in {{tensors}}',
      },
      { count: parameterCount, tensors: tensorsText(parameters.length) },
    ),
    ...frozenLines(frozen),
    tell('summary.multiply_adds_sample', '{{adds, number}} multiply-adds for one sample', {
      adds: multiplyAdds,
    }),
  ]
}

function frozenLines({ count, keys }: Summary['frozen']): string[] {
  if (count === 0) return []
  return [
    tell(
      'summary.frozen',
      {
        one: '{{count}} of them is frozen: {{names, list}}',
        other: '{{count, number}} of them are frozen: {{names, list}}',
      },
      { count, names: keys },
    ),
  ]
}

function tensorsText(count: number): string {
  return tell('summary.tensors', { one: '{{count}} tensor', other: '{{count, number}} tensors' }, { count })
}
