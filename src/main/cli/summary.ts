/** `gradwire summary`: `print(net)`, and what each layer gives and costs. */
import { numberIn } from '../../words/numbers'
import { tell } from '../../words/tell'
import type { OpenResult } from '../../engine/protocol'
import { formatShape } from '../../graph/types/dims'
import { summarise } from '../../graph/export/summary'
import type { SummaryRow } from '../../graph/export/summary'
import { columns } from './columns'
import { withEngine } from './engine'
import type { EngineEntry } from '../engine-link/engine-entry'
import { loadGraph } from './graph-file'
import { print } from './terminal'
import type { ExitCode } from './terminal'

/** Prints the summary. Errors: a graph that is wrong. */
export async function summary(
  file: string,
  options: { json?: boolean },
  entry: EngineEntry,
): Promise<ExitCode> {
  const { document, inference } = await loadGraph(file)
  return withEngine<ExitCode>(entry, async (engine) => {
    const { backend } = await engine.ready
    // The engine refuses graphs that unfold to more rows than anything can hold.
    const opened = await engine.request({ kind: 'open', document })
    const { rows, parameterCount, multiplyAdds } = summarise(inference)
    const totals = {
      parameter_tensors: opened.parameters.length,
      parameters: parameterCount,
      frozen_parameters: frozenCount(opened),
      multiply_adds: multiplyAdds,
    }
    if (options.json) print(JSON.stringify({ ...asJson(opened, rows), totals, backend }, null, 2))
    else print([opened.print, '', ...table(rows), '', totalsText(totals, opened)].join('\n'))
    return 0
  })
}

function asJson(opened: OpenResult, rows: SummaryRow[]): object {
  return {
    print: opened.print,
    layers: rows.map(({ path, type, shape, labels, parameters, multiplyAdds }) => ({
      layer: path,
      type,
      output_shape: shape,
      output_labels: labels,
      parameters,
      multiply_adds: multiplyAdds,
    })),
    parameters: opened.parameters.map(({ key, shape, requiresGrad }) => ({
      key,
      shape,
      requires_grad: requiresGrad,
    })),
  }
}

function table(rows: SummaryRow[]): string[] {
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
  return [title, widths.map((width) => '-'.repeat(width)).join('  '), ...body]
}

/** Values of parameters that do not learn. */
function frozenCount({ parameters }: OpenResult): number {
  return parameters
    .filter(({ requiresGrad }) => !requiresGrad)
    .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0)
}

function frozenLines(count: number, { parameters }: OpenResult): string[] {
  if (count === 0) return []
  const names = parameters.filter(({ requiresGrad }) => !requiresGrad).map(({ key }) => key)
  return [
    tell(
      'summary.frozen',
      {
        one: '{{count}} of them is frozen: {{names, list}}',
        other: '{{count, number}} of them are frozen: {{names, list}}',
      },
      { count, names },
    ),
  ]
}

function totalsText(
  totals: {
    parameter_tensors: number
    parameters: number
    frozen_parameters: number
    multiply_adds: number
  },
  opened: OpenResult,
): string {
  return [
    tell(
      'summary.totals',
      {
        one: '{{count}} parameter in {{tensors}}',
        other: '{{count, number}} parameters in {{tensors}}',
      },
      { count: totals.parameters, tensors: tensorsText(totals.parameter_tensors) },
    ),
    ...frozenLines(totals.frozen_parameters, opened),
    tell('summary.multiply_adds_sample', '{{adds, number}} multiply-adds for one sample', {
      adds: totals.multiply_adds,
    }),
  ].join('\n')
}

function tensorsText(count: number): string {
  return tell('summary.tensors', { one: '{{count}} tensor', other: '{{count, number}} tensors' }, { count })
}
