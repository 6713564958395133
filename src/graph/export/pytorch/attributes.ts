/** How a class holds its modules and parameters: as attributes, in lists and dictionaries, or under numbers as a Sequential does. */
import { isAttributeName } from '../../document/identifiers'
import type { ModulePlan, PlanCall } from '../../plan/plan'
import { pytorchKeys, pytorchNames } from '../../plan/pytorch-names'
import { ownerOf } from '../../plan/questions'
import { codeLines, indentedCode } from '../code-line'
import type { CodeLine } from '../code-line'

/** What a class makes in its constructor. */
export interface Held {
  call: PlanCall
  kind: 'module' | 'parameter' | 'buffer' | 'persistent buffer'
  /** The value, as Python source. */
  text: string
}

/** What stands under one name: one thing, or several below it, each under its own name. */
type Branch = Held | Map<string, Branch>

export class ClassAttributes {
  private readonly tree = new Map<string, Branch>()
  private readonly paths = new Map<string, string[]>()

  /** - `held`: in the order in which the constructor makes them */
  constructor(
    private readonly plan: ModulePlan,
    held: readonly Held[],
  ) {
    const names = pytorchNames(plan)
    for (const each of held) {
      // No other buffer is in the state_dict.
      const name = each.kind === 'buffer' ? undefined : names.get(each.call.node)
      const path = (name ?? each.call.name).split('.')
      this.paths.set(each.call.node, path)
      put(this.tree, path, each)
    }
  }

  /** Whether the things of this class are those of a Sequential that is given its modules: `0`, `1`, `2`, … */
  get areNumbered(): boolean {
    return this.areFlat && isNumbered(this.tree)
  }

  /** Whether each thing hangs on the class itself. */
  get areFlat(): boolean {
    return [...this.tree.values()].every((branch) => !(branch instanceof Map))
  }

  /** What reads the module or tensor of a call in this class: `self.conv1`, `self.layers[0]`. */
  access(call: PlanCall): string {
    const owner = ownerOf(call, this.plan)
    const [first = owner.name, ...rest] = this.paths.get(owner.node) ?? []
    let branch = this.tree.get(first)
    let text = isAttributeName(first) ? `self.${first}` : `self.${getter(branch)}(${JSON.stringify(first)})`
    for (const name of rest) {
      if (!(branch instanceof Map)) break
      const inner = branch.get(name)
      text += isList(branch)
        ? `[${name}]`
        : isTensor(inner)
          ? `.${isAttributeName(name) ? name : `${getter(inner)}(${JSON.stringify(name)})`}`
          : `[${JSON.stringify(name)}]`
      branch = inner
    }
    return text
  }

  /** What reads a parameter of a call's module, by its path there; '': the call is the parameter. */
  accessParameter(call: PlanCall, parameter: string): string {
    const owner = ownerOf(call, this.plan)
    if (parameter === '') return this.access(owner)
    const written =
      owner.kind === 'instance'
        ? (pytorchKeys(owner.plan, [parameter]).get(parameter) ?? parameter)
        : parameter
    const access = this.access(owner)
    return written.split('.').every(isAttributeName)
      ? `${access}.${written}`
      : `${access}.get_parameter(${JSON.stringify(written)})`
  }

  /** The lines of the constructor that make everything, each with the node that it is about. */
  lines(): CodeLine[] {
    return [...this.tree].flatMap(([name, branch]) => this.made(name, branch))
  }

  /** What a Sequential is given, one after another. */
  arguments(): CodeLine[] {
    return [...this.tree.values()].flatMap((branch) => this.items(branch, ''))
  }

  private made(name: string, branch: Branch): CodeLine[] {
    const quoted = JSON.stringify(name)
    if (branch instanceof Map) {
      const target = isAttributeName(name) ? [`self.${name} = `, ''] : [`self.add_module(${quoted}, `, ')']
      const self = isAttributeName(name) ? `self.${name}` : `self.get_submodule(${quoted})`
      return [...framed(target, this.group(branch)), ...this.loose(branch, self)]
    }
    const { call, kind, text } = branch
    if (kind === 'buffer') return this.of(call, `self.register_buffer(${quoted}, ${text}, persistent=False)`)
    if (kind !== 'persistent buffer' && isAttributeName(name))
      return this.of(call, `self.${name} = ${valueText(branch)}`)
    return this.of(call, registered('self', name, branch))
  }

  /** The value of several things under one name. */
  private group(branches: ReadonlyMap<string, Branch>): CodeLine[] {
    if (isList(branches)) {
      const type = isParameter(branches.get('0')) ? 'nn.ParameterList' : 'nn.ModuleList'
      const items = [...branches.keys()].map((_, index) => this.items(branches.get(String(index))!, ''))
      return bracketed([`${type}([`, '])'], items.flat())
    }
    const items = [...branches].filter(([, branch]) => !isTensor(branch))
    if (items.length === 0) return codeLines('nn.ModuleDict()')
    const lines = items.flatMap(([name, branch]) => this.items(branch, `${JSON.stringify(name)}: `))
    return bracketed(['nn.ModuleDict({', '})'], lines)
  }

  /** Parameters and buffers among modules, which a ModuleDict is not given. */
  private loose(branches: ReadonlyMap<string, Branch>, self: string): CodeLine[] {
    const list = isList(branches)
    return [...branches].flatMap(([name, branch]): CodeLine[] => {
      if (branch instanceof Map) return this.loose(branch, `${self}[${list ? name : JSON.stringify(name)}]`)
      return list || !isTensor(branch) ? [] : this.of(branch.call, registered(self, name, branch))
    })
  }

  private items(branch: Branch, before: string): CodeLine[] {
    if (branch instanceof Map) return framed([before, ','], this.group(branch))
    return this.of(branch.call, `${before}${valueText(branch)},`)
  }

  private of({ node }: PlanCall, text: string): CodeLine[] {
    return codeLines(text, [{ module: this.plan.module, node }])
  }
}

function put(tree: Map<string, Branch>, [first = '', ...rest]: readonly string[], held: Held): void {
  if (rest.length === 0) {
    tree.set(first, held)
    return
  }
  const known = tree.get(first)
  const inner = known instanceof Map ? known : new Map<string, Branch>()
  tree.set(first, inner)
  put(inner, rest, held)
}

/** `0`, `1`, `2`, … without a gap, in any order. */
function isNumbered(branches: ReadonlyMap<string, Branch>): boolean {
  return [...branches.keys()].every((_, index) => branches.has(String(index)))
}

/** Modules alone, or parameters alone, under numbers. */
function isList(branches: ReadonlyMap<string, Branch>): boolean {
  const inside = [...branches.values()]
  return isNumbered(branches) && (!inside.some(isTensor) || inside.every(isParameter))
}

function isParameter(branch: Branch | undefined): boolean {
  return branch !== undefined && !(branch instanceof Map) && branch.kind === 'parameter'
}

function isTensor(branch: Branch | undefined): boolean {
  return branch !== undefined && !(branch instanceof Map) && branch.kind !== 'module'
}

function getter(branch: Branch | undefined): string {
  return !isTensor(branch) ? 'get_submodule' : isParameter(branch) ? 'get_parameter' : 'get_buffer'
}

function valueText({ kind, text }: Held): string {
  return kind === 'parameter' ? `nn.Parameter(${text})` : text
}

/** Puts it under a name of any form. */
function registered(self: string, name: string, held: Held): string {
  const register =
    held.kind === 'module'
      ? 'add_module'
      : held.kind === 'parameter'
        ? 'register_parameter'
        : 'register_buffer'
  return `${self}.${register}(${JSON.stringify(name)}, ${valueText(held)})`
}

/** Lines between two that are about all of them. */
function bracketed([first, last]: readonly [string, string], lines: readonly CodeLine[]): CodeLine[] {
  const places = lines.flatMap((line) => line.places)
  return [...codeLines(first, places), ...indentedCode(lines), ...codeLines(last, places)]
}

/** Lines with a text before the first and behind the last. */
function framed([before = '', behind = '']: readonly string[], lines: readonly CodeLine[]): CodeLine[] {
  return lines.map((line, index) => ({
    ...line,
    text: `${index === 0 ? before : ''}${line.text}${index === lines.length - 1 ? behind : ''}`,
  }))
}
