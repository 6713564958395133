/** Where the first NaN or infinity of a step comes from, and why. */
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
import { causeIn, remedyOf } from './not-finite-causes'
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

/**
 * ∞ may be meant, as −∞ is for scores that Softmax is to leave out: it is passed over until NaN comes of it, or it comes to the loss.
 */
function firstForward(calls: readonly PlacedCall[], model: Model): Found | null {
  const meant = new Map<string, Found>()
  let last: Found | null = null
  for (const placedCall of calls) {
    const values = placedCall.outputs.map(({ forward }) => forward)
    const wrong = values.filter((value) => !allFinite(value))
    if (wrong.length === 0) continue
    const found = { ...placedCall, pass: 'forward', values: wrong } as const
    const isNan = wrong.some(hasNan)
    const cause = causeForward(placedCall, model)
    const from = originOf(placedCall, meant, last)
    if (from === null) {
      if (isNan || !isMeant(placedCall, cause)) return { ...found, cause }
      last = { ...found, cause }
    } else {
      if (isNan && cause === 'masked_whole') return { ...found, cause }
      if (isNan || roleOf(placedCall.call) === 'loss') return from
      last = from
    }
    meant.set(idsOf(placedCall), last)
  }
  return null
}

/** Where the ∞ comes from that comes in; null: none does. */
function originOf(
  { path, call, inputs }: PlacedCall,
  meant: ReadonlyMap<string, Found>,
  last: Found | null,
): Found | null {
  // Into a module what is outside of it comes.
  if (path.length > 0 && roleOf(call) === 'input') return last
  if (inputs.every(({ forward }) => allFinite(forward))) return null
  const sources = Object.values(call.inputs).map(({ node }) => meant.get([...path, node].join('\n')))
  return sources.find((source) => source !== undefined) ?? last
}

function isMeant({ call }: PlacedCall, cause: NotFiniteCause): boolean {
  const role = roleOf(call)
  return role === 'data' || role === 'input' || cause === 'infinite_given'
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
  const ids = idsOf({ path, call })
  return compiled.parameters
    .filter((info) => [...info.path, info.node].join('\n') === ids)
    .map(({ key }) => compiled.net.getParameter(key))
}

function idsOf({ path, call }: Pick<PlacedCall, 'path' | 'call'>): string {
  return [...path, call.node].join('\n')
}

function causeForward(placedCall: PlacedCall, model: Model): NotFiniteCause {
  const { call, inputs } = placedCall
  const role = roleOf(call)
  if (role === 'data' || role === 'input') return 'data'
  if (!parametersOf(placedCall, model).every(allFinite)) return 'parameter'
  return (
    causeIn(
      call,
      inputs.map(({ forward }) => forward),
    ) ?? 'overflow'
  )
}

function causeBackward({ call, inputs }: PlacedCall): NotFiniteCause {
  return (
    causeIn(
      call,
      inputs.map(({ forward }) => forward),
    ) ?? 'overflow'
  )
}

function allFinite(tensor: Tensor): boolean {
  return tensor.dtype !== 'float32' || isSound(tensor)
}

function hasNan(tensor: Tensor): boolean {
  return tensor.data().some(Number.isNaN)
}

function told({ module, path, names, call, pass, values, cause }: Found, step: Step): NotFinite {
  const kind = values.some(hasNan) ? 'nan' : 'inf'
  const type = call.kind === 'operation' ? call.type : call.plan.module
  const name = names.join('.')
  const what = kind === 'nan' ? 'NaN' : '∞'
  const message =
    pass === 'forward'
      ? tell('engine.not_finite_forward', 'Step {{step}}: {{name}} ({{type}}) is the first to give {{what}}, in the forward pass.', { step: step.number, name, type, what })
      : tell('engine.not_finite_backward', 'Step {{step}}: {{name}} ({{type}}) is the first to give {{what}}, in the backward pass.', { step: step.number, name, type, what }) // prettier-ignore
  return { step: step.number, pass, kind, cause, module, path, node: call.node, name, type, message, remedy: remedyOf(cause, step) }
} // prettier-ignore
