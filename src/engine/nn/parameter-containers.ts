import type { Tensor } from '../core/tensor'
import { IndexError, KeyError, RuntimeError } from '../errors'
import { removeField } from './containers'
import { Module } from './module'
import { Parameter } from './parameter'

/** A list of parameters that registers each of them, as "0", "1", …; tensors become parameters. */
export class ParameterList extends Module {
  #length = 0

  constructor(values: Iterable<Tensor> = []) {
    super()
    this.extend(values)
  }

  get length(): number {
    return this.#length
  }

  /** The parameter at a place; negative ones count from the end. Errors: `index 3 is out of range`. */
  at(index: number): Parameter {
    return this.getParameter(this.#name(index))
  }

  /** Puts another parameter at a place that is taken. */
  set(index: number, value: Tensor): void {
    this.registerParameter(this.#name(index), asParameter(value))
  }

  append(value: Tensor): this {
    this.registerParameter(String(this.#length), asParameter(value))
    this.#length++
    return this
  }

  extend(values: Iterable<Tensor>): this {
    for (const value of values) this.append(value)
    return this
  }

  /** The parameters from one place up to another, numbered anew. */
  slice(start?: number, end?: number): ParameterList {
    return new ParameterList([...this].slice(start, end))
  }

  [Symbol.iterator](): IterableIterator<Parameter> {
    return Array.from({ length: this.#length }, (_, i) => this.at(i)).values()
  }

  override forward(): never {
    throw new RuntimeError('ParameterList should not be called.')
  }

  override extraRepr(): string {
    return [...this].map((parameter, i) => line(String(i), 'torch.float32', parameter)).join('\n')
  }

  #name(index: number): string {
    const length = this.#length
    if (!(index >= -length && index < length)) throw new IndexError(`index ${index} is out of range`)
    return String(index < 0 ? index + length : index)
  }
}

/** Parameters by name, as an object (taken in the order of the names, as PyTorch takes a dict) or as pairs. */
type NamedParameters = Readonly<Record<string, Tensor>> | Iterable<readonly [string, Tensor]> | ParameterDict

/** Named parameters, each registered under its name; tensors become parameters, iterating gives the names. */
export class ParameterDict extends Module {
  readonly #keys = new Set<string>()

  constructor(parameters: NamedParameters = {}) {
    super()
    this.update(parameters)
  }

  get length(): number {
    return this.#keys.size
  }

  /** Errors: a name that it does not have. */
  get(name: string): Parameter {
    if (!this.has(name)) throw new KeyError(`'${name}'`)
    return this.getParameter(name)
  }

  set(name: string, value: Tensor): void {
    this.registerParameter(name, asParameter(value))
    this.#keys.add(name)
  }

  has(name: string): boolean {
    return this.#keys.has(name)
  }

  /** Adds parameters; one whose name is taken replaces what was there. */
  update(parameters: NamedParameters): void {
    const entries = parameters instanceof ParameterDict ? parameters.entries() : pairsOf(parameters)
    for (const [name, value] of entries) this.set(name, value)
  }

  /** Takes a parameter out and hands it back. Errors: a name that it does not have. */
  pop(name: string): Parameter {
    const parameter = this.get(name)
    this.#keys.delete(name)
    removeField(this, name)
    return parameter
  }

  clear(): void {
    for (const name of this.keys()) this.pop(name)
  }

  keys(): string[] {
    return [...this.#keys]
  }

  values(): Parameter[] {
    return this.keys().map((name) => this.get(name))
  }

  entries(): [string, Parameter][] {
    return this.keys().map((name) => [name, this.get(name)])
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.keys().values()
  }

  override forward(): never {
    throw new RuntimeError('ParameterDict should not be called.')
  }

  override extraRepr(): string {
    return this.entries()
      .map(([name, parameter]) => line(name, 'torch.FloatTensor', parameter))
      .join('\n')
  }
}

function pairsOf(parameters: Exclude<NamedParameters, ParameterDict>): (readonly [string, Tensor])[] {
  if (Symbol.iterator in parameters) return [...(parameters as Iterable<readonly [string, Tensor]>)]
  return Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))
}

function asParameter(value: Tensor): Parameter {
  return value instanceof Parameter ? value : new Parameter(value)
}

/** A line of the text; the two classes name the type in two ways. */
function line(name: string, type: string, parameter: Parameter): string {
  return `  (${name}): Parameter containing: [${type} of size ${parameter.shape.join('x')}]`
}
