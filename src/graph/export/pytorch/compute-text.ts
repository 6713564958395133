/** `compute` of `train.py`: the loss of a batch, its accuracy, and what metrics are given. */
import type { ModulePlan, PlanHook, PlanOperation } from '../../plan/plan'
import { indented, literal } from '../../pytorch/python'
import { criterionName, definitionOf, isCriterion } from './criteria'
import type { HookWriter } from './hook-writer'
import type { LineNodes } from './line-nodes'
import type { Metric } from './loss-terms'
import type { ModelText } from './model'
import { functionText } from './node-text'
import type { TrainNames } from './train-names'

/** The losses of the script with their hooks. */
interface Losses {
  losses: readonly PlanOperation[]
  plan: ModulePlan
  hooks: readonly PlanHook[]
  writer: HookWriter
}

/** `def compute`, line by line; `about` hears which losses and metrics its lines are about. */
export function computeFunction(
  { losses, plan, hooks, writer }: Losses,
  model: ModelText,
  names: TrainNames,
  {
    classLosses,
    metrics,
    about,
  }: { classLosses: ReadonlySet<string>; metrics: readonly Metric[]; about: LineNodes },
): string[] {
  const outer = losses.map((call) => {
    const text = lossText(call, { losses, plan }, names)
    const own = hooks.filter(({ place }) => place.kind === 'port' && place.node === call.node)
    return weighted(writer.onValue(text, own, plan, ''), call.lossWeight ?? 1)
  })
  const inner = model.innerLosses.map(({ weight }, index) =>
    weighted(names.results[model.returned.length + index] ?? 'None', weight),
  )
  const judged = losses.find((call) => classLosses.has(call.node))
  const inputs = names.given.join(', ')
  const inside = metrics.some(({ path }) => path.length > 1)
  const outside = metrics.filter(({ path }) => path.length === 1)
  const updates = outside.flatMap(({ call }) => {
    const args = Object.values(call.inputs).map((source) => names.source(source))
    return about.note([call.node], [`metrics[${JSON.stringify(call.name)}].update(${args.join(', ')})`])
  })
  if (inside) updates.push('for name, seen in zip(INSIDE, SEEN):', '    metrics[name].update(*seen)')
  const unpacked = names.unpacked.length === 1 ? `(${names.unpacked[0]},)` : names.unpacked.join(', ')
  return [
    metrics.length > 0 ? 'def compute(model, batch, metrics=None):' : 'def compute(model, batch):',
    ...indented([
      judged === undefined
        ? '"""The loss of a batch; there are no classes whose accuracy could be told."""'
        : '"""The loss of a batch, and the share of it that was classified rightly."""',
      `${unpacked} = batch`,
      ...(inside ? ['SEEN.clear()'] : []),
      ...resultLines(names.results, `model(${inputs})`),
      ...about.note(
        losses.map(({ node }) => node),
        sumLines([...outer, ...inner]),
      ),
      ...(updates.length > 0 ? ['if metrics is not None:', ...indented(updates)] : []),
      judged === undefined ? 'return loss, None' : `return loss, ${accuracyText(judged, names)}`,
    ]),
  ]
}

function resultLines(results: readonly string[], call: string): string[] {
  if (results.length === 0) return [call]
  const line = `${results.join(', ')} = ${call}`
  return line.length <= 100 ? [line] : ['(', ...indented(results.map((name) => `${name},`)), `) = ${call}`]
}

function sumLines(terms: readonly string[]): string[] {
  const line = `loss = ${terms.join(' + ')}`
  if (line.length <= 90) return [line]
  return ['loss = (', ...indented(terms.map((term, index) => (index === 0 ? term : `+ ${term}`))), ')']
}

function lossText(
  call: PlanOperation,
  { losses, plan }: Pick<Losses, 'losses' | 'plan'>,
  names: TrainNames,
): string {
  const inputs = Object.values(call.inputs).map((source) => names.source(source))
  if (isCriterion(call, plan)) return `${criterionName(call, losses)}(${inputs.join(', ')})`
  return functionText(definitionOf(call), inputs, call.params)
}

function weighted(text: string, weight: number): string {
  return weight === 1 ? text : `${literal(weight)} * ${text}`
}

function accuracyText(call: PlanOperation, names: TrainNames): string {
  const [scores, target] = Object.values(call.inputs).map((source) => names.source(source))
  return `(${scores}.argmax(1) == ${target}).float().mean()`
}
