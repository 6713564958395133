/** A few steps of training, with every operation a call of its own or captured as one graph. */
import { planGraph } from '../../graph/plan/make-plan'
import type { GraphDocument } from '../../graph/document/document'
import { inferDocument } from '../../graph/infer/infer'
import { compile, runPass } from '../build/compile'
import type { CompiledNet } from '../build/compile'
import { CapturedSteps } from '../captured/captured-steps'
import { Generator, manualSeed, scope, tensor, zeros } from '../index'
import type { Tensor } from '../index'
import type { Optimizer, BaseOptions } from '../optim/optimizer'

export interface Training {
  document: GraphDocument
  /** Feeds of a step by the names of the inputs: new tensors, which the step frees. */
  feed: (step: number) => Record<string, Tensor>
  /** Inputs that are learned too, so that gradients flow through what has no parameters. */
  learned?: readonly string[]
  optimizer: (parameters: Tensor[]) => Optimizer<BaseOptions>
  /** After each step of the optimiser, e.g. for a scheduler. */
  after?: (optimizer: Optimizer<BaseOptions>, loss: number) => (() => void) | void
  steps: number
  mode?: 'train' | 'eval'
}

export interface Trained {
  losses: number[]
  /** Parameters, learned inputs, buffers, gradients and what the optimiser remembers, by name. */
  tensors: Map<string, Float32Array | Int32Array | Uint8Array>
  /** How many steps ran as one graph. */
  captured: number
  refused: string[]
}

/** Trains from the same seed in the same order of random numbers, whichever way. */
export function trainCaptured(training: Training, way: 'calls' | 'graph'): Trained {
  manualSeed(5)
  const compiled = compiledOf(training.document)
  compiled.net.train(training.mode !== 'eval')
  const names = training.learned ?? []
  const own = scope(() => {
    const fed = training.feed(0)
    return names.map((name) => parameterOf(fed[name]!))
  })
  const learned = new Map(names.map((name, i) => [name, own[i]!]))
  const optimizer = training.optimizer([...compiled.net.parameters(), ...learned.values()])
  const refused: string[] = []
  const steps = new CapturedSteps((reason) => refused.push(reason), { race: false })
  const losses: number[] = []
  let captured = 0
  const step = (number: number): Tensor =>
    scope(() => {
      compiled.hooks.step = number
      optimizer.zeroGrad()
      const loss = lossOf(compiled, training.feed(number), learned)
      loss.backward()
      optimizer.step()
      compiled.afterStep()
      return loss
    })
  for (let number = 1; number <= training.steps; number++) {
    scope(() => {
      const loss = way === 'graph' ? steps.run('step', () => step(number)) : step(number)
      losses.push(loss.item())
    })
    if (way === 'graph' && steps.way === 'one graph') captured++
    training.after?.(optimizer, losses.at(-1)!)
  }
  const tensors = snapshot(compiled, learned, optimizer)
  steps.free()
  dispose(compiled, learned, optimizer)
  return { losses, tensors, captured, refused }
}

function compiledOf(document: GraphDocument): CompiledNet {
  const planned = planGraph(inferDocument(document))
  if (planned.kind === 'refused') throw new Error(JSON.stringify(planned.findings))
  return compile(planned.plan)
}

function parameterOf(x: Tensor): Tensor {
  return tensor(x.data(), { shape: x.shape, requiresGrad: true })
}

/** The loss of the document and of its results the squares, whose gradients tell one value from another. */
function lossOf(
  compiled: CompiledNet,
  fed: Record<string, Tensor>,
  learned: ReadonlyMap<string, Tensor>,
): Tensor {
  const feed = new Map(
    compiled.slots.map(({ node, name, handle }) => {
      const own = learned.get(name)
      return [node, { [handle]: own ? own.add(fed[name]!.mul(0.5)) : fed[name]! }]
    }),
  )
  const { loss, results } = runPass(compiled, feed, null)
  const floats = results.filter(({ requiresGrad }) => requiresGrad)
  return floats
    .map((result) => result.mul(result).mean())
    .reduce((sum, term) => sum.add(term), loss ?? zeros([]))
}

function snapshot(
  { net }: CompiledNet,
  learned: ReadonlyMap<string, Tensor>,
  optimizer: Optimizer<BaseOptions>,
): Trained['tensors'] {
  const parameters = [...net.namedParameters(), ...learned]
  const found = new Map<string, Float32Array | Int32Array | Uint8Array>()
  const add = (name: string, value: Tensor): void => void found.set(name, value.data())
  for (const [name, parameter] of parameters) {
    add(name, parameter)
    if (parameter.grad) add(`grad of ${name}`, parameter.grad)
    for (const [entry, value] of Object.entries(optimizer.state.get(parameter) ?? {}))
      if (typeof value === 'number') found.set(`${entry} of ${name}`, Float32Array.of(value))
      else add(`${entry} of ${name}`, value)
  }
  for (const [name, buffer] of net.namedBuffers()) add(name, buffer)
  return found
}

function dispose(
  { net }: CompiledNet,
  learned: ReadonlyMap<string, Tensor>,
  optimizer: Optimizer<BaseOptions>,
): void {
  for (const parameter of [...net.parameters(), ...learned.values()]) {
    for (const value of Object.values(optimizer.state.get(parameter) ?? {}))
      if (typeof value !== 'number') value.dispose()
    parameter.grad?.dispose()
    parameter.dispose()
  }
  for (const buffer of net.buffers()) buffer.dispose()
}

/** Numbers that differ a little from step to step. */
export function shaken(values: ArrayLike<number>, step: number): Float32Array {
  const random = new Generator(100 + step)
  return Float32Array.from(values, (value) => value + 0.1 * random.normal())
}
