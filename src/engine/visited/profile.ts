/** Where a training step's time goes: by module and by kernel, forward, backward and in the update. */
import { watchKernels } from '../backend'
import { runPass } from '../build/compile'
import { AccumulateGrad } from '../core/record'
import { scope } from '../core/scope'
import { watchTape } from '../core/tape-watch'
import type { GradNode, Tensor } from '../core/tensor'
import { registerModuleForwardHook, registerModuleForwardPreHook } from '../nn'
import type { Module } from '../nn'
import type { BenchProfile } from '../protocol'
import type { Batch } from '../executor/batch'
import { feedOf } from './feed'
import type { Model } from './model'

type Phase = 'forward' | 'backward' | 'update'
type Times = Record<Phase, number>

/** Takes the means over `steps` training steps on a batch. What watching costs lies in them too. */
export function takeProfile(model: Model, batch: Batch, steps: number): BenchProfile {
  const book = new Book(model.compiled.net)
  const { compiled, optimizer } = model
  const step = (): void => {
    compiled.net.train()
    book.turnTo('update')
    optimizer?.zeroGrad()
    const feed = book.aside(() => feedOf(batch))
    book.turnTo('forward')
    const { loss } = runPass(compiled, feed, null)
    book.turnTo('backward')
    loss?.backward()
    book.turnTo('update')
    optimizer?.step()
    compiled.afterStep()
    book.turnTo(null)
  }
  book.open(() => {
    for (let i = 0; i < steps; i++) scope(step)
  })
  return book.result(steps)
}

/** Books elapsed time on whoever has the turn: a phase and, but for the update, a module. */
class Book {
  private readonly modules = new Map<string, { type: string; times: Times }>()
  private readonly kernels = new Map<string, { calls: number; times: Times }>()
  private readonly update = noTimes()
  private readonly paths = new Map<Module, string>()
  private readonly leaves = new Map<Tensor, string>()
  private readonly recordedIn = new WeakMap<GradNode, string>()
  private readonly running: string[] = []
  private phase: Phase | null = null
  private owner = ''
  private since = 0

  constructor(net: Module) {
    for (const [path, module] of net.namedModules()) {
      this.paths.set(module, path)
      this.modules.set(path, { type: module.constructor.name, times: noTimes() })
      for (const parameter of module.parameters({ recurse: false })) this.leaves.set(parameter, path)
    }
  }

  /** Watches modules, tape and kernels while `work` runs. */
  open(work: () => void): void {
    const hooks = [
      registerModuleForwardPreHook((module) => this.enter(module)),
      registerModuleForwardHook(() => this.leave(), { alwaysCall: true }),
    ]
    watchTape({
      recorded: (node) => void this.recordedIn.set(node, this.owner),
      visiting: (node) => this.give(this.ownerOf(node)),
    })
    try {
      watchKernels((name, run) => this.kernel(name, run), work)
    } finally {
      watchTape(null)
      for (const hook of hooks) hook.remove()
    }
  }

  /** Books what has passed, and lets another phase begin, at the net itself; null: nobody's time. */
  turnTo(phase: Phase | null): void {
    this.give('')
    this.phase = phase
  }

  /** Does something that is no part of the step. */
  aside<T>(work: () => T): T {
    const { phase } = this
    this.turnTo(null)
    const result = work()
    this.turnTo(phase)
    return result
  }

  result(steps: number): BenchProfile {
    const modules = [...this.modules].map(([path, { type, times }]) => ({
      path,
      type,
      ms_forward: times.forward / steps,
      ms_backward: times.backward / steps,
    }))
    const kernels = [...this.kernels].map(([name, { calls, times }]) => ({
      name,
      calls: calls / steps,
      ms_forward: times.forward / steps,
      ms_backward: times.backward / steps,
      ms_update: times.update / steps,
    }))
    const length = (kernel: (typeof kernels)[number]): number =>
      kernel.ms_forward + kernel.ms_backward + kernel.ms_update
    return {
      ms_forward: modules.reduce((sum, { ms_forward }) => sum + ms_forward, 0),
      ms_backward: modules.reduce((sum, { ms_backward }) => sum + ms_backward, 0),
      ms_update: this.update.update / steps,
      modules,
      kernels: kernels.toSorted((a, b) => length(b) - length(a)),
    }
  }

  private give(owner: string): void {
    const now = performance.now()
    if (this.phase === 'update') this.update.update += now - this.since
    else if (this.phase) this.modules.get(this.owner)!.times[this.phase] += now - this.since
    this.owner = owner
    this.since = now
  }

  private enter(module: Module): void {
    this.running.push(this.owner)
    this.give(this.pathOf(module))
  }

  private leave(): void {
    this.give(this.running.pop()!)
  }

  /** Losses are modules outside the tree, and go by their class. */
  private pathOf(module: Module): string {
    const known = this.paths.get(module)
    if (known !== undefined) return known
    const type = module.constructor.name
    const path = `(${type})`
    this.paths.set(module, path)
    if (!this.modules.has(path)) this.modules.set(path, { type, times: noTimes() })
    return path
  }

  private ownerOf(node: GradNode): string {
    if (node instanceof AccumulateGrad) return this.leaves.get(node.variable) ?? ''
    return this.recordedIn.get(node) ?? ''
  }

  private kernel<T>(name: string, run: () => T): T {
    const started = performance.now()
    try {
      return run()
    } finally {
      if (this.phase) {
        const entry = this.kernels.get(name) ?? { calls: 0, times: noTimes() }
        this.kernels.set(name, entry)
        entry.calls++
        entry.times[this.phase] += performance.now() - started
      }
    }
  }
}

function noTimes(): Times {
  return { forward: 0, backward: 0, update: 0 }
}
