/** `gradwire summary`: `print(net)`, and what each layer gives and costs. */
import type { OpenResult } from '../../engine/protocol'
import { summarise } from '../../graph/export/summary'
import type { SummaryRow } from '../../graph/export/summary'
import { codeText } from '../../graph/export/code-line'
import { summaryLines } from '../../graph/export/summary-lines'
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
  const { runnable: document, inference } = await loadGraph(file)
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
    else print([opened.print, '', codeText(summaryLines(inference))].join('\n'))
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

/** Values of parameters that do not learn. */
function frozenCount({ parameters }: OpenResult): number {
  return parameters
    .filter(({ requiresGrad }) => !requiresGrad)
    .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0)
}
