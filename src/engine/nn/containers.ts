import type { Tensor } from '../core/tensor'
import { IndexError, KeyError } from '../errors'
import { Module } from './module'

/** A module of one tensor in and one out, as `Sequential` chains them. */
interface Step {
  call(x: Tensor): unknown
}

/** Runs modules one after another, each on the result of the one before. */
export class Sequential extends Module {
  /** @param modules Modules, named "0", "1", …; or one object of named modules. */
  constructor(...modules: Module[] | [Record<string, Module>]) {
    super()
    for (const [name, module] of named(modules)) this.addModule(name, module)
  }

  get length(): number {
    return this.namedAll().length
  }

  /** The module at a place; negative ones count from the end. */
  at(index: number): Module {
    return entryAt(this.namedAll(), index)
  }

  append(module: Module): this {
    this.addModule(String(this.length), module)
    return this
  }

  override forward(x: Tensor): Tensor {
    let result = x
    for (const [, module] of this.namedAll()) result = (module as unknown as Step).call(result) as Tensor
    return result
  }

  [Symbol.iterator](): IterableIterator<Module> {
    const modules = this.namedAll().map(([, module]) => module)
    return modules.values()
  }
}

/** A list of modules that registers each of them. */
export class ModuleList extends Module {
  constructor(modules: Iterable<Module> = []) {
    super()
    this.extend(modules)
  }

  get length(): number {
    return this.namedAll().length
  }

  at(index: number): Module {
    return entryAt(this.namedAll(), index)
  }

  append(module: Module): this {
    this.addModule(String(this.length), module)
    return this
  }

  extend(modules: Iterable<Module>): this {
    for (const module of modules) this.append(module)
    return this
  }

  [Symbol.iterator](): IterableIterator<Module> {
    const modules = this.namedAll().map(([, module]) => module)
    return modules.values()
  }

  /** Neighbours that print alike are folded: `(0-2): 3 x Linear(…)`. */
  protected override printedChildren(): [string, { toString(): string }][] {
    const folded: { first: number; last: number; text: string }[] = []
    this.namedAll().forEach(([, module], i) => {
      const text = module.toString()
      const before = folded.at(-1)
      if (before?.text === text) before.last = i
      else folded.push({ first: i, last: i, text })
    })
    return folded.map(({ first, last, text }) =>
      first === last ? [String(first), text] : [`${first}-${last}`, `${last - first + 1} x ${text}`],
    )
  }
}

/** Named modules, each registered under its name. */
export class ModuleDict extends Module {
  constructor(modules: Readonly<Record<string, Module>> | Iterable<readonly [string, Module]> = {}) {
    super()
    const entries = Symbol.iterator in modules ? modules : Object.entries(modules)
    for (const [name, module] of entries) this.addModule(name, module)
  }

  get(name: string): Module {
    const found = this.namedAll().find(([own]) => own === name)
    if (!found) throw new KeyError(`'${name}'`)
    return found[1]
  }

  set(name: string, module: Module): void {
    this.addModule(name, module)
  }

  has(name: string): boolean {
    return this.namedAll().some(([own]) => own === name)
  }

  keys(): string[] {
    return this.namedAll().map(([name]) => name)
  }

  get length(): number {
    return this.namedAll().length
  }
}

function named(modules: Module[] | [Record<string, Module>]): [string, Module][] {
  const [first] = modules
  if (modules.length === 1 && first && !(first instanceof Module)) return Object.entries(first)
  return (modules as Module[]).map((module, i) => [String(i), module])
}

function entryAt(entries: readonly (readonly [string, Module])[], index: number): Module {
  const entry = entries.at(index)
  if (!entry) throw new IndexError(`index ${index} is out of range`)
  return entry[1]
}
