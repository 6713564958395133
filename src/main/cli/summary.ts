/** `gradwire summary`: `print(net)`, and what each layer gives and costs. */
import type { OpenResult } from '../../engine/protocol'
import { formatShape } from '../../graph/types/dims'
import { summarise } from '../../graph/export/summary'
import type { SummaryRow } from '../../graph/export/summary'
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
      multiply_adds: multiplyAdds,
    }
    if (options.json) print(JSON.stringify({ ...asJson(opened, rows), totals, backend }, null, 2))
    else print([opened.print, '', ...table(rows), '', totalsText(totals)].join('\n'))
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
  const header = ['Layer', 'Output shape', 'Parameters', 'Multiply-adds']
  const cells = rows.map((row) => [
    `${row.path} (${row.type})`,
    row.shape ? formatShape(row.shape) : '-',
    grouped(row.parameters),
    grouped(row.multiplyAdds),
  ])
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]!.length)),
  )
  const line = (row: string[]): string =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd()
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)]
}

function totalsText(totals: {
  parameter_tensors: number
  parameters: number
  multiply_adds: number
}): string {
  const tensors = `${totals.parameter_tensors} ${totals.parameter_tensors === 1 ? 'parameter' : 'parameters'}`
  return [
    `${tensors} with ${grouped(totals.parameters)} values`,
    `${grouped(totals.multiply_adds)} multiply-adds for one sample`,
  ].join('\n')
}

function grouped(value: number): string {
  return value === 0 ? '0' : value.toLocaleString('en-US')
}
