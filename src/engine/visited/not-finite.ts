/** Where the first NaN or infinity of a step comes from, and why. */
import { assertNever } from '../../graph/basics/assert-never'
import type { ModulePlan, PlanCall } from '../../graph/plan/plan'
import { roleOf } from '../../graph/plan/questions'
import { backend } from '../backend'
import { runPass } from '../build/compile'
import { Flow } from '../build/flow'
import type { Lane } from '../build/flow'
import { expected } from '../core/expected'
import { scope } from '../core/scope'
import type { Tensor } from '../core/tensor'
import type { Batch } from '../executor/batch'
import type { NotFinite, NotFiniteCause } from '../protocol'
import { defaultGenerator } from '../random/generator'
import type { GeneratorState } from '../random/generator'
import { feedOf } from './feed'
import type { Model } from './model'
import { ModelState } from './model-state'
import { setAside } from './set-aside'
import { tell } from '../../words/tell'

/** What drew random numbers, as it was when a step began. */
export interface DrawnFrom {
  generator: GeneratorState
  hooks: ReturnType<Model['compiled']['hooks']['store']>
}

export function drawnFrom({ compiled }: Model): DrawnFrom {
  return { generator: defaultGenerator.getState(), hooks: compiled.hooks.store() }
}

/** A smaller tensor is read in no time, so that a step can be judged by its gradient. */
const QUICK = 4096

/**
 * A parameter whose gradient tells whether anything on the way back was not finite: of the layers that are nearest to the data the
 * smallest, as NaN goes on from whatever made it.
 */
export function tellingParameter({ compiled }: Model): Tensor | null {
  const learning = compiled.net.parameters().filter(({ requiresGrad }) => requiresGrad)
  const near = learning.slice(0, 2).filter((parameter) => parameter.numel() <= QUICK)
  return near.toSorted((a, b) => a.numel() - b.numel())[0] ?? null
}

/** Whether all values are finite. */
export function isSound(tensor: Tensor): boolean {
  // In whichever order they lie.
  for (const value of backend.read(tensor.handle)) if (!Number.isFinite(value)) return false
  return true
}

/** Whether the sum of all values is taken to be finite, as it is where they are and none is immense. */
export function sumsUp({ handle }: Tensor): boolean {
  const sum = backend.reduce('Sum', handle, [...handle.shape.keys()], false)
  const finite = expected(sum, 'finite')
  backend.free(sum)
  return finite
}

interface Step {
  number: number
  batch: Batch
  from: DrawnFrom
  lr: number
  /** The first and the last of the steps before. */
  losses: readonly number[]
}

/**
 * Takes the step again, without its update, and looks for the first node that makes NaN or infinity of finite numbers: forward in the
 * order of the calls, then backward. Null: everything is finite. Nothing is left of it.
 */
export function findNotFinite(model: Model, step: Step): NotFinite | null {
  const { compiled } = model
  const { training } = compiled.net
  const state = new ModelState(model)
  const flow = new Flow()
  try {
    return setAside(compiled, () => {
      defaultGenerator.setState(step.from.generator)
      compiled.hooks.restore(step.from.hooks)
      compiled.net.train()
      scope(() => {
        const { loss } = runPass(compiled, feedOf(step.batch), flow)
        if (loss?.requiresGrad && loss.numel() === 1) loss.backward()
      })
      const calls = placed(compiled.plan, [], [], flow)
      const found = firstForward(calls, model) ?? firstBackward(calls, model)
      return found && told(found, step)
    })
  } finally {
    flow.dispose()
    state.putBack()
    state.free()
    compiled.net.train(training)
  }
}

/** A call of the plan with what it took and gave. */
interface PlacedCall {
  module: string
  path: string[]
  names: string[]
  call: PlanCall
  inputs: Lane[]
  outputs: Lane[]
}

interface Found extends PlacedCall {
  pass: 'forward' | 'backward'
  values: readonly Tensor[]
  cause: NotFiniteCause
}

/** In the order in which a pass comes to them; of an instance the calls inside. */
function placed(plan: ModulePlan, path: string[], names: string[], flow: Flow): PlacedCall[] {
  return plan.calls.flatMap((call): PlacedCall[] => {
    if (call.kind === 'instance') return placed(call.plan, [...path, call.node], [...names, call.name], flow)
    const inputs = Object.values(call.inputs).flatMap(
      ({ edge }) => flow.lane({ kind: 'edge', path, edge }) ?? [],
    )
    const outputs = call.outputs.flatMap(
      (handle) => flow.lane({ kind: 'port', path, node: call.node, handle }) ?? [],
    )
    return [{ module: plan.module, path, names: [...names, call.name], call, inputs, outputs }]
  })
}

function firstForward(calls: readonly PlacedCall[], model: Model): Found | null {
  for (const placedCall of calls) {
    const values = placedCall.outputs.map(({ forward }) => forward)
    const wrong = values.filter((value) => !allFinite(value))
    if (wrong.length === 0 || !placedCall.inputs.every(({ forward }) => allFinite(forward))) continue
    return { ...placedCall, pass: 'forward', values: wrong, cause: causeForward(placedCall, model) }
  }
  return null
}

function firstBackward(calls: readonly PlacedCall[], model: Model): Found | null {
  for (const placedCall of calls.toReversed()) {
    const given = placedCall.outputs.flatMap(({ backward }) => backward ?? [])
    const gone = placedCall.inputs.flatMap(({ backward }) => backward ?? [])
    const own = parametersOf(placedCall, model).flatMap(({ grad }) => grad ?? [])
    const wrong = [...gone, ...own].filter((gradient) => !allFinite(gradient))
    if (wrong.length === 0 || !given.every(allFinite)) continue
    return { ...placedCall, pass: 'backward', values: wrong, cause: causeBackward(placedCall) }
  }
  return null
}

function parametersOf({ path, call }: PlacedCall, { compiled }: Model): Tensor[] {
  const ids = [...path, call.node].join('\n')
  return compiled.parameters
    .filter((info) => [...info.path, info.node].join('\n') === ids)
    .map(({ key }) => compiled.net.getParameter(key))
}

const OPERATIONS: Readonly<Record<string, (inputs: readonly Tensor[]) => NotFiniteCause | null>> = {
  Log: ([x]) => (some(x, (value) => value < 0) ? 'log_negative' : some(x, isZero) ? 'log_zero' : null),
  Sqrt: ([x]) => (some(x, (value) => value < 0) ? 'sqrt_negative' : some(x, isZero) ? 'sqrt_zero' : null),
  Div: ([x, other]) => (!some(other, isZero) ? null : some(x, isZero) ? 'zero_by_zero' : 'by_zero'),
  Pow: ([x]) => (some(x, (value) => value < 0) ? 'power_negative' : some(x, isZero) ? 'power_zero' : null),
}

function causeForward(placedCall: PlacedCall, model: Model): NotFiniteCause {
  const { call, inputs } = placedCall
  const role = roleOf(call)
  if (role === 'data' || role === 'input') return 'data'
  if (!parametersOf(placedCall, model).every(allFinite)) return 'parameter'
  const type = call.kind === 'operation' ? call.type : ''
  return OPERATIONS[type]?.(inputs.map(({ forward }) => forward)) ?? 'overflow'
}

function causeBackward({ call, inputs }: PlacedCall): NotFiniteCause {
  const type = call.kind === 'operation' ? call.type : ''
  return OPERATIONS[type]?.(inputs.map(({ forward }) => forward)) ?? 'overflow'
}

function isZero(value: number): boolean {
  return value === 0
}

function some(tensor: Tensor | undefined, holds: (value: number) => boolean): boolean {
  return tensor?.dtype === 'float32' && tensor.data().some(holds)
}

function allFinite(tensor: Tensor): boolean {
  return tensor.dtype !== 'float32' || isSound(tensor)
}

function told({ module, path, names, call, pass, values, cause }: Found, step: Step): NotFinite {
  const kind = values.some((value) => value.data().some(Number.isNaN)) ? 'nan' : 'inf'
  const type = call.kind === 'operation' ? call.type : call.plan.module
  const name = names.join('.')
  const what = kind === 'nan' ? 'NaN' : '∞'
  const message =
    pass === 'forward'
      ? tell('engine.not_finite_forward', 'Step {{step}}: {{name}} ({{type}}) is the first to give {{what}}, in the forward pass.', { step: step.number, name, type, what })
      : tell('engine.not_finite_backward', 'Step {{step}}: {{name}} ({{type}}) is the first to give {{what}}, in the backward pass.', { step: step.number, name, type, what }) // prettier-ignore
  return { step: step.number, pass, kind, cause, module, path, node: call.node, name, type, message, remedy: remedyOf(cause, step) }
} // prettier-ignore

function remedyOf(cause: NotFiniteCause, { lr, losses }: Step): string {
  switch (cause) {
    case 'data':
      return tell('engine.nan_in_data', 'The data holds it: mend or leave out the samples that have it.')
    case 'parameter':
      return tell('engine.nan_in_parameter', 'Its parameters hold it since an earlier update or from the file of weights: reset the weights, and take a smaller rate if it comes again.') // prettier-ignore
    case 'log_zero':
      return tell('engine.log_of_zero', 'The logarithm of 0 is −∞: add a small number, such as 1e-8, before it.') // prettier-ignore
    case 'log_negative':
      return tell('engine.log_of_negative', 'What comes in is below 0, where there is no logarithm: make it positive, with Clamp or Softplus for example.') // prettier-ignore
    case 'sqrt_zero':
      return tell('engine.sqrt_of_zero', 'At 0 the slope of the square root is infinite: add a small number, such as 1e-8, before it.') // prettier-ignore
    case 'sqrt_negative':
      return tell('engine.sqrt_of_negative', 'What comes in is below 0, where there is no square root: clamp it at 0 plus a small number.') // prettier-ignore
    case 'zero_by_zero':
      return tell(
        'engine.zero_by_zero',
        '0 is divided by 0: add a small number, such as 1e-8, to the divisor.',
      )
    case 'by_zero':
      return tell('engine.divided_by_zero', 'A number is divided by 0: add a small number, such as 1e-8, to the divisor.') // prettier-ignore
    case 'power_zero':
      return tell('engine.power_of_zero', 'At 0 this power, or its slope, is infinite: add a small number before it.') // prettier-ignore
    case 'power_negative':
      return tell('engine.power_of_negative', 'A number below 0 has no such power: make it positive first.')
    case 'overflow':
      return overflowRemedy(lr, losses)
    default:
      return assertNever(cause)
  }
}

/** Numbers became too large: by the rate, where the losses rose before. */
function overflowRemedy(lr: number, losses: readonly number[]): string {
  const finite = losses.filter(Number.isFinite)
  const [first, last] = [finite[0], finite.at(-1)]
  if (first !== undefined && last !== undefined && last > 10 * Math.abs(first) && finite.length > 1)
    return tell('engine.rate_too_large', 'The loss rose from {{first}} to {{last}} before, as it does where the learning rate is too large: {{lr}}. Reset the weights and train with a tenth of it.', { first: Number(first.toPrecision(3)), last: Number(last.toPrecision(3)), lr }) // prettier-ignore
  if (first !== undefined)
    return tell('engine.updates_too_large', 'The steps before were finite: the updates, at a learning rate of {{lr}}, made the numbers larger than single precision holds. Reset the weights and train with a tenth of it.', { lr }) // prettier-ignore
  return tell('engine.numbers_too_large', 'Its numbers become larger than single precision holds: scale what comes in, or take a smaller learning rate than {{lr}}.', { lr }) // prettier-ignore
}
