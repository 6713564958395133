/** Python source that describes a net, as a document: the classes of the file become definitions, calls become nodes. */
import type { Finding } from '../../document/finding'
import type { Imported, ImportNote } from '../result/imported'
import { memberOf } from './attributes'
import type { Interpreter } from './interpreter'
import { MAX_SOURCE, parsePython } from './parse-python'
import { readNet } from './read-net'
import { readTraining } from './read-training'
import type { ReadTraining } from './read-training'
import type { Statement } from './syntax'
import { MissingArgument, NoNet, tooDeep, Unreadable } from './syntax'
import { isKind, isModuleValue } from './values'
import type { ClassValue, InstanceValue, ModuleValue, Value } from './values'
import { tell, told } from '../../../words/tell'
import type { Told } from '../../../words/tell'

/**
 * Reads a source file. It never throws; what it could not read is in the notes, with its line.
 *
 * @param script The source of a file beside it that trains the net.
 */
export function readPython(text: string, title = '', script?: string): Imported {
  if (text.length > MAX_SOURCE || (script ?? '').length > MAX_SOURCE)
    return refused(told('python.too_long', 'The text is longer than any description of a net.'))
  const { statements, broken } = parsePython(text)
  const noPython = told('python.no_python', 'This is no Python that can be read.')
  try {
    const read = readNet({
      title,
      classes: statements.flatMap((statement) => (statement.kind === 'class' ? [statement.name] : [])),
      broken: broken.map((line): ImportNote => ({ severity: 'warning', ...noPython, line })),
      make: (interpreter) => new NetFinder(interpreter, statements).find(),
    })
    if (script === undefined) return withTraining(read, readTraining(statements))
    const { training, notes } = readTraining(parsePython(script).statements)
    return withTraining(read, { training, notes: notes.map(inScript) })
  } catch (error) {
    // What is no Python may well be why.
    const causes = broken.map((line) => ({ severity: 'error', ...noPython, line, fatal: true }) as const)
    if (error instanceof Unreadable) return refused(error.told, error.line, causes)
    if (error instanceof NoNet) return refused(error.told)
    // The stack of calls is used up.
    if (error instanceof RangeError) return refused(tooDeep())
    throw error
  }
}

/** The net with what was read of its training. */
function withTraining(read: Imported, { training, notes }: ReadTraining): Imported {
  if (read.kind === 'refused') return read
  const { document } = read
  return {
    ...read,
    document: { ...document, training: { ...document.training, ...training } },
    notes: [...read.notes, ...notes],
  }
}

/** Its line is one of another file. */
function inScript({ line = 1, message, ...note }: ImportNote): ImportNote {
  return {
    ...note,
    message: tell('import.in_script', 'Line {{line}} of the training script: {{message}}', { line, message }),
  }
}

function refused(said: Told, line?: number, causes: readonly Finding[] = []): Imported {
  const place = line === undefined ? {} : { line }
  const remedy = tell(
    'import.give_class_derived_from_nn',
    'Give a class derived from nn.Module with __init__ and forward, or nn.Sequential(…), or the text of print(net).',
  )
  return {
    kind: 'refused',
    findings: [{ severity: 'error', ...said, remedy, fatal: true, ...place }, ...causes],
  }
}

interface Main {
  name: string
  module: ModuleValue
}

class NetFinder {
  private readonly classes: readonly string[]

  constructor(
    private readonly interpreter: Interpreter,
    private readonly statements: readonly Statement[],
  ) {
    this.classes = statements.flatMap((statement) => (statement.kind === 'class' ? [statement.name] : []))
  }

  /** The net that the file makes, else its last class that no other one uses. */
  find(): Main {
    this.interpreter.runFile(this.statements)
    const { names } = this.interpreter.globals
    const made = [...names].filter(([, value]) => isNet(value))
    const [name, value] = made.at(-1) ?? []
    if (name !== undefined && isModuleValue(value))
      return { name: value.kind === 'instance' ? value.class.name : 'Net', module: value }
    const expression = this.lastExpression()
    if (expression !== undefined)
      return { name: expression.kind === 'instance' ? expression.class.name : 'Net', module: expression }
    const type = this.mainClass()
    if (type === undefined) throw new Unreadable(told('python.no_net', 'The text holds no net.'), 1)
    return { name: type.name, module: this.construct(type) }
  }

  /** A file that only holds `nn.Sequential(…)`. */
  private lastExpression(): ModuleValue | undefined {
    const last = this.statements.findLast(({ kind }) => kind === 'expression')
    if (last?.kind !== 'expression' || last.value.kind !== 'call') return undefined
    try {
      const value = this.interpreter.evaluate(last.value, this.interpreter.globals)
      return isNet(value) ? value : undefined
    } catch (error) {
      if (error instanceof Unreadable) return undefined
      throw error
    }
  }

  private mainClass(): ClassValue | undefined {
    const types = [...this.interpreter.globals.names.values()]
      .filter((value) => isKind(value, 'class'))
      .filter(isNetClass)
    const used = this.usedClasses()
    const free = types.filter(({ name }) => !used.has(name))
    return (free.length > 0 ? free : types).at(-1)
  }

  /** Names that the code of classes other than their own mentions. */
  private usedClasses(): Set<string> {
    const used = new Set<string>()
    for (const statement of this.statements) {
      if (statement.kind !== 'class' && statement.kind !== 'function') continue
      for (const [word] of statement.source.matchAll(/\w+/g))
        if (word !== statement.name && this.classes.includes(word)) used.add(word)
    }
    return used
  }

  private construct(type: ClassValue): InstanceValue {
    try {
      return this.interpreter.construct(type, { positional: [], named: new Map(), line: type.line })
    } catch (error) {
      if (!(error instanceof MissingArgument)) throw error
      throw new Unreadable(
        told(
          'python.needs_arguments',
          '{{type}}: {{message}} Write a line such as net = {{type}}(…) with it at the end.',
          { type: type.name, message: error.message },
        ),
        type.line,
      )
    }
  }
}

function isNet(value: Value): value is ModuleValue {
  if (isKind(value, 'container')) return value.form === 'sequential' && value.children.size > 0
  return isKind(value, 'instance') && isNetClass(value.class)
}

function isNetClass(type: ClassValue): boolean {
  if (isKind(memberOf(type, 'forward'), 'function')) return true
  let { base } = type
  for (let depth = 0; depth < 50 && isKind(base ?? undefined, 'class'); depth++)
    base = (base as ClassValue).base
  return isKind(base ?? undefined, 'global') && (base as { path: string }).path.endsWith('.Sequential')
}
