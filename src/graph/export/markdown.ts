/** A graph as a Markdown page: what each layer gives and costs, and the totals. */
import type { GraphDocument, Params } from '../document/document'
import { paramsLine, shapeText } from '../drawing/node-text'
import type { Finding } from '../document/finding'
import type { Inference, ModuleInference } from '../infer/inference'
import { unfoldingFindings } from '../infer/unfolding'
import { summarise } from './summary'
import { numberIn } from '../../words/numbers'
import { tell } from '../../words/tell'

export type MarkdownResult = { kind: 'text'; text: string } | { kind: 'refused'; findings: Finding[] }

/** Errors: a graph that unfolds to more rows than anything holds (`refused`). */
export function markdownText(inference: Inference): MarkdownResult {
  const { document } = inference
  const findings = unfoldingFindings(inference)
  if (findings.length > 0) return { kind: 'refused', findings }
  const { title, lesson } = document.meta ?? {}
  const parts = [
    `# ${escaped(title ?? document.main)}`,
    ...(lesson === undefined ? [] : [escaped(lesson)]),
    table(inference).join('\n'),
    ...trainingText(document, inference),
  ]
  return { kind: 'text', text: `${parts.join('\n\n')}\n` }
}

function table(inference: Inference): string[] {
  const { rows, parameterCount, multiplyAdds } = summarise(inference)
  const settings = settingsByPath(inference.main, '')
  return [
    row([
      tell('export.column_layer', 'Layer'),
      tell('export.column_type', 'Type'),
      tell('export.column_settings', 'Settings'),
      tell('export.column_output_shape', 'Output shape'),
      tell('export.column_parameters', 'Parameters'),
      tell('export.column_multiply_adds', 'Multiply-adds'),
    ]),
    '| :-- | :-- | :-- | :-- | --: | --: |',
    ...rows.map(({ path, type, depth, shape, parameters, multiplyAdds: cost }) =>
      row([
        `${'&emsp;'.repeat(depth)}${code(path)}`,
        escaped(type),
        escaped(settings.get(path) ?? ''),
        shape === null ? '' : code(shapeText(shape)),
        numberIn(parameters),
        numberIn(cost),
      ]),
    ),
    row([
      `**${tell('export.total', 'Total')}**`,
      '',
      '',
      '',
      `**${numberIn(parameterCount)}**`,
      `**${numberIn(multiplyAdds)}**`,
    ]),
  ]
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function settingsByPath({ nodes }: ModuleInference, prefix: string): Map<string, string> {
  const settings = new Map<string, string>()
  for (const { node, definition, instance } of nodes.values()) {
    const path = prefix + node.name
    if (instance !== undefined)
      for (const [inner, text] of settingsByPath(instance, `${path}.`)) settings.set(inner, text)
    else if (definition !== undefined) settings.set(path, paramsLine(definition, node.params, Infinity))
  }
  return settings
}

/** How it is trained, where it has a loss; what is counted is counted for one sample. */
function trainingText({ training }: GraphDocument, { main }: Inference): string[] {
  const note = tell(
    'export.shapes_have_batch_first_as',
    'Shapes have the batch first, as N; multiply-adds are those of one sample.',
  )
  if (![...main.nodes.values()].some(({ definition }) => definition?.role === 'loss')) return [note]
  const { optimizer, batch_size, epochs, seed } = training
  const trained = tell(
    'export.trained_with',
    {
      one: 'Trained with {{optimizer}}: batches of {{batch}}, {{count}} epoch, seed {{seed}}.',
      other: 'Trained with {{optimizer}}: batches of {{batch}}, {{count}} epochs, seed {{seed}}.',
    },
    {
      optimizer: code(`${optimizer.type}(${assignments(optimizer.params)})`),
      batch: batch_size,
      count: epochs,
      seed,
    },
  )
  return [note, trained]
}

function assignments(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')
}

/** Between backticks, of which the text itself may have some. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|')
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`
}

function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*{}[\]<>|#~]|(?<!\w)_|_(?!\w)/g, '\\$&')
}
