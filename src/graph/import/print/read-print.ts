/** The text of `print(net)` as a document. It names the layers, not how they are connected: they become chains. */
import type { Imported, ImportNote } from '../result/imported'
import type { Arguments } from '../python/arguments'
import { definitionName } from '../python/attributes'
import { makeContainer, put } from '../python/containers'
import type { Interpreter } from '../python/interpreter'
import { makeLayer, moduleDefinition } from '../python/layers'
import { parsePythonExpression } from '../python/parse-python'
import { readNet } from '../python/read-net'
import { NoNet, tooDeep, Unreadable } from '../python/syntax'
import { isKind, isModuleValue, list, Scope } from '../python/values'
import type { ClassValue, InstanceValue, ModuleValue, Value } from '../python/values'
import { parsePrint } from './parse-print'
import type { PrintedModule } from './parse-print'
import { isTable } from './parse-table'
import { readTable } from './read-table'
import type { PrintedTable } from './read-table'
import { tell, told } from '../../../words/tell'
import type { Told } from '../../../words/tell'

const MAX_TEXT = 2_000_000

/** Reads the text. It never throws; what it does not say is in the notes. */
export function readPrint(text: string, title = ''): Imported {
  try {
    const table = text.length > MAX_TEXT || !isTable(text) ? undefined : readTable(text)
    const parsed = text.length > MAX_TEXT ? undefined : (table ?? parsePrint(text))
    if (parsed === undefined) return refused(told('print.no_print', 'This is not the text of print(net).'))
    return readNet({
      title,
      classes: [],
      broken: parsed.broken.map((line): ImportNote => ({
        severity: 'warning',
        ...told('print.unread_line', 'This line could not be read.'),
        line,
      })),
      make: (interpreter) => {
        const builder = new PrintBuilder(interpreter)
        const module = builder.build(parsed.root)
        if (table === undefined) builder.tellChains()
        else tellTable(interpreter, table)
        if (isKind(module, 'instance') && table?.example) module.examples = new Map([['x', table.example]])
        return { name: isKind(module, 'instance') ? module.class.name : 'Net', module }
      },
    })
  } catch (error) {
    if (error instanceof NoNet || error instanceof Unreadable) return refused(error.told)
    // The stack of calls is used up.
    if (error instanceof RangeError) return refused(tooDeep())
    throw error
  }
}

function tellTable({ note }: Interpreter, { notes, root }: PrintedTable): void {
  note(
    told(
      'print.table',
      'A table shows layers and shapes, not how they are connected, and not all arguments: the layers were wired one after another, in its order.',
    ),
    root.line,
  )
  for (const { said, line, severity } of notes) note(said, line, severity)
}

function refused(said: Told): Imported {
  const remedy = tell(
    'import.copy_whole_text_that_print',
    'Copy the whole text that print(net) writes, from the name of the class to the last parenthesis.',
  )
  return {
    kind: 'refused',
    findings: [{ severity: 'error', ...said, remedy, fatal: true }],
  }
}

class PrintBuilder {
  private readonly classes = new Map<string, ClassValue>()

  constructor(private readonly interpreter: Interpreter) {}

  build(printed: PrintedModule): ModuleValue {
    const { type, line, children } = printed
    const args = this.argumentsOf(printed)
    const attention = this.attentionOf(printed)
    if (attention !== undefined)
      return this.layer(type, { ...args, named: new Map([...attention, ...args.named]) })
    if (moduleDefinition(type) !== undefined || children.length === 0) return this.layer(type, args)
    const container = makeContainer(type, { positional: [], named: new Map(), line }, () => [])
    if (container !== undefined) {
      for (const [name, child] of children) put(container, name, this.build(child))
      return container
    }
    const instance: InstanceValue = {
      kind: 'instance',
      class: this.classOf(type, line),
      attributes: new Map(),
      hooks: [],
      line,
    }
    for (const [name, child] of children) this.attach(instance, name, this.build(child))
    return instance
  }

  tellChains(): void {
    for (const { name, line } of this.classes.values())
      this.interpreter.note(
        told(
          'print.chained',
          'print(net) does not show forward: the layers of {{name}} were wired one after another, in the order of the text.',
          { name },
        ),
        line,
      )
  }

  private attach(instance: InstanceValue, name: string, module: ModuleValue): void {
    module.owner ??= { module: instance, key: name }
    // What a ModuleList holds is called one by one.
    if (isKind(module, 'container') && module.form !== 'sequential') {
      for (const [key, child] of module.children)
        if (isModuleValue(child)) this.attachItem(instance, `${name}_${key}`, child)
      return
    }
    instance.attributes.set(name, module)
  }

  private attachItem(instance: InstanceValue, name: string, child: ModuleValue): void {
    child.owner ??= { module: instance, key: name }
    instance.attributes.set(name, child)
  }

  private layer(type: string, args: Arguments): ModuleValue {
    try {
      return makeLayer(type, args, this.interpreter.note)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      this.interpreter.note(error.told, error.line)
      return makeLayer(`${type} `, args, () => undefined)
    }
  }

  private classOf(name: string, line: number): ClassValue {
    const known = this.classes.get(name)
    if (known !== undefined) return known
    const made: ClassValue = {
      kind: 'class',
      name: definitionName(name),
      line,
      base: null,
      mixins: [],
      members: new Map(),
    }
    this.classes.set(name, made)
    return made
  }

  private argumentsOf({ args, line }: PrintedModule): Arguments {
    const call = parsePythonExpression(`f(${args})`)
    const positional: Value[] = []
    const named = new Map<string, Value>()
    if (call?.kind === 'call')
      for (const { name, value } of call.args) {
        const evaluated = printedValue(this.interpreter.evaluate(value, new Scope()))
        if (name === undefined) positional.push(evaluated)
        else named.set(name, evaluated)
      }
    return { positional, named, line }
  }

  /** Layers that print their parts instead of their arguments. */
  private attentionOf(printed: PrintedModule): Map<string, Value> | undefined {
    const part = (name: string): Arguments | undefined => {
      const child = printed.children.find(([key]) => key === name)?.[1]
      return child && this.argumentsOf(child)
    }
    const given = (name: string, value: number): [string, Value] => {
      this.interpreter.note(
        told('print.value_taken', 'print(net) does not show {{name}} of {{type}}: {{value}} was taken.', {
          name,
          type: printed.type,
          value,
        }),
        printed.line,
      )
      return [name, value]
    }
    if (printed.type === 'MultiheadAttention' && printed.children.length > 0)
      return new Map([
        ['embed_dim', part('out_proj')?.named.get('in_features') ?? null],
        given('num_heads', 1),
      ])
    if (/^Transformer(En|De)coderLayer$/.test(printed.type) && printed.children.length > 0)
      return new Map([
        ['d_model', part('linear1')?.named.get('in_features') ?? null],
        ['dim_feedforward', part('linear1')?.named.get('out_features') ?? null],
        ['dropout', part('dropout')?.named.get('p') ?? 0.1],
        given('nhead', 1),
      ])
    return undefined
  }
}

/** `padding=same` and `(3, 3)` as they were given: a text, and one number where all are equal. */
function printedValue(value: Value): Value {
  if (isKind(value, 'global')) return value.path
  if (!isKind(value, 'list')) return value
  const [first] = value.items
  const all =
    value.items.length > 1 && value.items.every((item) => item === first && typeof item === 'number')
  return all ? (first ?? null) : list(value.items.map(printedValue), value.tuple)
}
