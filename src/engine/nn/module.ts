import { clearGrad } from '../core/clear-grad'
import { noGrad } from '../core/grad-mode'
import type { RemovableHandle } from '../core/removable-handle'
import { Tensor } from '../core/tensor'
import { NotImplementedError, ValueError } from '../errors'
import { HookedCall } from './hooked-call'
import {
  ModuleHooks,
  type BackwardHook,
  type BackwardPreHook,
  type ForwardHook,
  type ForwardHookOptions,
  type ForwardPreHook,
  type HookOptions,
  type Kwargs,
} from './hooks'
import '../methods'
import { expectOneKind } from './last-operation'
import { checkName, joined, memberOf, split, unique } from './member-names'
import { Buffer, Parameter } from './parameter'
import { moduleText } from './text'
import { loadInto, type IncompatibleKeys, type StateDict } from './state'

/** The arguments that hooks of a module see; anything for a module of which only the base is known. */
type HookArgs<Args extends unknown[]> = Args extends never[]
  ? number extends Args['length']
    ? readonly unknown[]
    : Args
  : Args

/** Run for every module, before its own; `register-module-hooks.ts` adds to them. */
export const globalHooks = new ModuleHooks<Module>()

/**
 * The base of all modules, as `torch.nn.Module`. Child modules, parameters and buffers are simply fields; `call` runs `forward`
 * with the hooks around it.
 */
export class Module {
  /** True in training, false in evaluation; change it with `train` and `eval`. */
  training = true
  #hooks: ModuleHooks<Module> | null = null
  #nonPersistent: Set<string> | null = null
  /** Members in the order in which they were registered or first seen. */
  #members: string[] = []

  /** What the module computes. Call `call`, which runs hooks too. */
  forward(..._args: never[]): unknown {
    throw new NotImplementedError(
      `Module [${this.constructor.name}] is missing the required "forward" function`,
    )
  }

  /** Runs hooks and `forward`, as `module(x)` does in PyTorch. */
  call(...args: HookArgs<Parameters<this['forward']>>): ReturnType<this['forward']> {
    if (!this.#hooks?.any && !globalHooks.any) return this.#forward(args) as ReturnType<this['forward']>
    return this.#callWithHooks(args) as ReturnType<this['forward']>
  }

  #forward(args: readonly unknown[]): unknown {
    return this.forward(...(args as never[]))
  }

  #callWithHooks(args: readonly unknown[]): unknown {
    const call = new HookedCall<Module>(this, globalHooks, this.#hooks)
    const input = call.before(args)
    let output: unknown
    try {
      output = this.#forward(input)
    } catch (error) {
      call.failed()
      throw error
    }
    return call.after(output)
  }

  /** As `call`, but by the walk of `forwardInVisits` where there is one; hooks run as they do there. */
  *callInVisits(args: readonly unknown[]): Generator<unknown, unknown, void> {
    const hooked = this.#hooks?.any || globalHooks.any
    const call = hooked ? new HookedCall<Module>(this, globalHooks, this.#hooks) : null
    const input = call ? call.before(args) : args
    let output: unknown
    try {
      const walk = this.forwardInVisits(input)
      output = walk ? yield* walk : this.#forward(input)
    } catch (error) {
      call?.failed()
      throw error
    }
    return call ? call.after(output) : output
  }

  /** What `forward` computes, by a walk that can stop on the way; null: at once. */
  protected forwardInVisits(_args: readonly unknown[]): Generator<unknown, unknown, void> | null {
    return null
  }

  // Hooks

  /** `hook(module, args)` runs before `forward`; what it returns replaces the arguments. */
  registerForwardPreHook(
    hook: (module: this, args: readonly unknown[], options: Kwargs) => unknown,
    options: HookOptions & { withKwargs: true },
  ): RemovableHandle
  registerForwardPreHook(
    hook: (module: this, args: HookArgs<Parameters<this['forward']>>) => unknown,
    options?: HookOptions,
  ): RemovableHandle
  registerForwardPreHook(hook: unknown, options: HookOptions = {}): RemovableHandle {
    return this.#ownHooks().forwardPre.add(hook as ForwardPreHook<Module>, options)
  }

  /** `hook(module, args, output)` runs after `forward`; what it returns replaces the output. */
  registerForwardHook(
    hook: (
      module: this,
      args: readonly unknown[],
      options: Kwargs,
      output: ReturnType<this['forward']>,
    ) => unknown,
    options: ForwardHookOptions & { withKwargs: true },
  ): RemovableHandle
  registerForwardHook(
    hook: (
      module: this,
      args: HookArgs<Parameters<this['forward']>>,
      output: ReturnType<this['forward']>,
    ) => unknown,
    options?: ForwardHookOptions,
  ): RemovableHandle
  registerForwardHook(hook: unknown, options: ForwardHookOptions = {}): RemovableHandle {
    return this.#ownHooks().forward.add(hook as ForwardHook<Module>, options)
  }

  /** `hook(module, gradOutput)` runs before the gradients go through the module; what it returns replaces them. */
  registerFullBackwardPreHook(hook: BackwardPreHook<this>, options: HookOptions = {}): RemovableHandle {
    return this.#ownHooks().backwardPre.add(hook as unknown as BackwardPreHook<Module>, options)
  }

  /** `hook(module, gradInput, gradOutput)` runs when the module's input gradients are there; what it returns flows on instead. */
  registerFullBackwardHook(hook: BackwardHook<this>, options: HookOptions = {}): RemovableHandle {
    expectOneKind(this.#ownHooks().lastOperation.size)
    return this.#ownHooks().backward.add(hook as unknown as BackwardHook<Module>, options)
  }

  /**
   * `hook(module, gradInput, gradOutput)` sees the gradients of the last operation of `forward` alone, as PyTorch's hook of that
   * name; prefer `registerFullBackwardHook`.
   *
   * Errors: full hooks on the same module.
   */
  registerBackwardHook(hook: BackwardHook<this>): RemovableHandle {
    expectOneKind(this.#ownHooks().backward.size)
    return this.#ownHooks().lastOperation.add(hook as unknown as BackwardHook<Module>)
  }

  #ownHooks(): ModuleHooks<Module> {
    this.#hooks ??= new ModuleHooks<Module>()
    return this.#hooks
  }

  // Registration

  /** Adds a child under a name. Errors: a name that is empty, has a dot, or is taken. */
  addModule(name: string, module: Module | null): void {
    if (module !== null && !(module instanceof Module))
      throw new TypeError(`${typeName(module)} is not a Module subclass`)
    checkName(this, name, 'module', this.#members)
    this.#define(name, module)
  }

  registerModule(name: string, module: Module | null): void {
    this.addModule(name, module)
  }

  /** Adds a parameter under a name; null names one that this module goes without. */
  registerParameter(name: string, parameter: Parameter | null): void {
    checkName(this, name, 'parameter', this.#members)
    this.#define(name, parameter)
  }

  /** Adds a tensor that belongs to the state but is not learned. */
  registerBuffer(name: string, buffer: Tensor | null, { persistent = true } = {}): void {
    checkName(this, name, 'buffer', this.#members)
    this.#define(name, buffer === null || buffer instanceof Buffer ? buffer : new Buffer(buffer, persistent))
    if (!persistent) (this.#nonPersistent ??= new Set()).add(name)
  }

  #define(name: string, value: unknown): void {
    // One that was taken out and comes back comes last.
    if (!Object.hasOwn(this, name)) this.#members = this.#members.filter((member) => member !== name)
    Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
    if (!this.#members.includes(name)) this.#members.push(name)
  }

  /** The own members of one kind, in the order of registration. */
  #own<T>(kind: new (...args: never[]) => T): [string, T][] {
    const fields = this as unknown as Record<string, unknown>
    this.#members = this.#members.filter((name) => Object.hasOwn(this, name))
    for (const name of Object.keys(this)) {
      if (isMember(fields[name]) && !this.#members.includes(name)) this.#members.push(name)
    }
    return this.#members.flatMap((name): [string, T][] => {
      const value = fields[name]
      return value instanceof kind ? [[name, value]] : []
    })
  }

  // Walking

  /** The direct children and their names, one that has two names twice. */
  protected namedAll(): [string, Module][] {
    return this.#own<Module>(Module)
  }

  /** The direct children and their names; one that has two names comes once. */
  namedChildren(): [string, Module][] {
    return unique(this.#own<Module>(Module))
  }

  children(): Module[] {
    return this.namedChildren().map(([, module]) => module)
  }

  /** The module itself (named '') and everything below it, parents first. */
  namedModules(prefix = ''): [string, Module][] {
    return unique(this.#walk(prefix))
  }

  modules(): Module[] {
    return this.namedModules().map(([, module]) => module)
  }

  #walk(prefix: string): [string, Module][] {
    const below = this.#own<Module>(Module).flatMap(([name, child]) => child.#walk(joined(prefix, name)))
    return [[prefix, this], ...below]
  }

  /** The learned tensors with dotted names; a shared one comes once, under its first name. */
  namedParameters(prefix = '', { recurse = true } = {}): [string, Parameter][] {
    return unique(this.#tensors(Parameter, prefix, recurse))
  }

  parameters({ recurse = true } = {}): Parameter[] {
    return this.namedParameters('', { recurse }).map(([, parameter]) => parameter)
  }

  namedBuffers(prefix = '', { recurse = true } = {}): [string, Buffer][] {
    return unique(this.#tensors(Buffer, prefix, recurse))
  }

  buffers({ recurse = true } = {}): Buffer[] {
    return this.namedBuffers('', { recurse }).map(([, buffer]) => buffer)
  }

  #tensors<T>(kind: new (...args: never[]) => T, prefix: string, recurse: boolean): [string, T][] {
    const modules = recurse ? this.namedModules(prefix) : [[prefix, this] as [string, Module]]
    return modules.flatMap(([path, module]) =>
      module.#own(kind).map(([name, value]): [string, T] => [joined(path, name), value]),
    )
  }

  /** The module at a dotted path; '' is this one. Errors: `Net has no attribute `fc3``, `` `x` is not an nn.Module ``. */
  getSubmodule(path: string): Module {
    if (path === '') return this
    return path.split('.').reduce<Module>((at, name) => memberOf(at, name, Module, 'an nn.Module'), this)
  }

  /** The parameter at a dotted path. Errors: as `getSubmodule`'s. */
  getParameter(path: string): Parameter {
    const { owner, name } = split(path)
    return memberOf(this.getSubmodule(owner), name, Parameter, 'an nn.Parameter')
  }

  /** The buffer at a dotted path. Errors: as `getSubmodule`'s. */
  getBuffer(path: string): Buffer {
    const { owner, name } = split(path)
    return memberOf(this.getSubmodule(owner), name, Buffer, 'a buffer')
  }

  // State

  /** Calls `visit` with every module below and then this one. */
  apply(visit: (module: Module) => void): this {
    for (const child of this.children()) child.apply(visit)
    visit(this)
    return this
  }

  train(mode = true): this {
    if (typeof mode !== 'boolean') throw new ValueError('training mode is expected to be boolean')
    this.training = mode
    for (const child of this.children()) child.train(mode)
    return this
  }

  eval(): this {
    return this.train(false)
  }

  /** Whether the parameters want gradients. */
  requiresGrad_(value = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = value
    return this
  }

  zeroGrad(setToNone = true): void {
    for (const parameter of this.parameters()) clearGrad(parameter, setToNone)
  }

  /**
   * Parameters and persistent buffers with dotted names, as detached aliases: a change in place is seen by both.
   * `keepVars` gives the parameters themselves.
   */
  stateDict({ keepVars = false, prefix = '' } = {}): StateDict {
    const state: StateDict = new Map()
    for (const [name, value] of [...this.#own(Parameter), ...this.#own(Buffer)]) {
      if (this.#isPersistent(name, value)) {
        state.set(
          prefix + name,
          keepVars ? value : new Tensor(value.storage, value.shape, value.dtype, value.layout),
        )
      }
    }
    for (const [name, child] of this.#own<Module>(Module)) {
      for (const [key, value] of child.stateDict({ keepVars, prefix: `${prefix}${name}.` }))
        state.set(key, value)
    }
    return state
  }

  #isPersistent(name: string, value: Tensor): boolean {
    return !this.#nonPersistent?.has(name) && !(value instanceof Buffer && !value.persistent)
  }

  /**
   * Copies values into parameters and buffers.
   *
   * Errors: strict (the default) and keys missing or unexpected, or a shape that differs (also when not strict).
   */
  loadStateDict(
    state: ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>,
    { strict = true } = {},
  ): IncompatibleKeys {
    const given =
      state instanceof Map ? (state as ReadonlyMap<string, Tensor>) : new Map(Object.entries(state))
    const paths = this.#walk('').map(([path]) => path)
    return noGrad(() =>
      loadInto({ name: this.constructor.name, own: this.stateDict(), paths }, given, strict),
    )
  }

  // Text

  /** What `toString` prints between the brackets. */
  extraRepr(): string {
    return ''
  }

  /** The name that `toString` prints. */
  protected printedName(): string {
    return this.constructor.name
  }

  /** As Python's `print(module)`. */
  toString(): string {
    return moduleText(this.printedName(), this.extraRepr(), this.printedChildren())
  }

  protected printedChildren(): [string, { toString(): string }][] {
    return this.#own<Module>(Module)
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

function typeName(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value
}

function isMember(value: unknown): boolean {
  return value instanceof Module || value instanceof Parameter || value instanceof Buffer
}
