/** The text of `print(net)` as a tree: names, classes and arguments, with `(0-5): 6 x Block(…)` unfolded. */
import { NoNet } from '../python/syntax'
import { told } from '../../../words/tell'

export interface PrintedModule {
  type: string
  /** The arguments as they are printed: `16, 32, kernel_size=(3, 3)`. */
  args: string
  children: readonly (readonly [name: string, module: PrintedModule])[]
  line: number
  /** Modules in it, itself too. */
  size: number
}

/** Nets of more modules are not read from a text. */
const MAX_MODULES = 10_000
const MAX_DEPTH = 60

const ROOT = /^\s*(\w+)\((.*)$/
const CHILD = /^\s*\(([\w.-]+)\): (?:(\d+) x )?(\w+)\((.*)$/

/** As PyTorch prints since 0.4: before, there was a space in front of parentheses, and some layers named their arguments otherwise. */
function asToday(text: string): string {
  return text
    .replace(/^(\s*(?:\([\w.-]+\): (?:\d+ x )?)?[A-Za-z_]\w*) \(/gm, '$1(')
    .replace(/\bLinear\((\d+) -> (\d+)\)/g, 'Linear(in_features=$1, out_features=$2)')
    .replace(/\b((?:Max|Avg)Pool[123]d\()size=/g, '$1kernel_size=')
}

/** Whether a text looks like what `print(net)` writes. */
export function isPrinted(given: string): boolean {
  const lines = asToday(given).trim().split('\n')
  const text = lines.join('\n')
  if (!ROOT.test(lines[0] ?? '')) return false
  if (lines.length === 1)
    return /^[A-Z]\w*\([^\n]*\)$/.test(text.trim()) && /(in_features|kernel_size|inplace|eps|p)=/.test(text)
  return lines.slice(1).some((line) => CHILD.test(line))
}

/** undefined where the text is none. `broken`: lines that could not be read. Errors: NoNet for too many modules. */
export function parsePrint(text: string): { root: PrintedModule; broken: readonly number[] } | undefined {
  const lines = asToday(text)
    .split('\n')
    .map((line) => line.trimEnd())
  const start = lines.findIndex((line) => line.trim() !== '')
  const [, type = '', rest = ''] = ROOT.exec(lines[start] ?? '') ?? []
  if (type === '') return undefined
  const reader = new PrintReader(lines, start + 1)
  const root = reader.module(type, rest, start + 1, 0)
  return { root, broken: reader.broken }
}

class PrintReader {
  readonly broken: number[] = []
  private count = 0

  constructor(
    private readonly lines: readonly string[],
    private at: number,
  ) {}

  module(type: string, rest: string, line: number, depth: number): PrintedModule {
    this.take(1)
    if (isClosed(rest)) return { type, args: rest.slice(0, -1), children: [], line, size: 1 }
    const children: (readonly [string, PrintedModule])[] = []
    const args: string[] = rest === '' ? [] : [rest]
    for (; this.at < this.lines.length;) {
      const text = this.lines[this.at] ?? ''
      const number = this.at + 1
      this.at += 1
      if (text.trim() === ')') break
      const [, name = '', times, inner = '', after = ''] = CHILD.exec(text) ?? []
      if (inner !== '' && depth < MAX_DEPTH)
        this.child(children, { name, times, module: this.module(inner, after, number, depth + 1) })
      else if (text.trim() !== '' && children.length === 0 && !text.includes('(')) args.push(text.trim())
      else if (text.trim() !== '' && this.broken.length < 20) this.broken.push(number)
    }
    const size = children.reduce((sum, [, child]) => sum + child.size, 1)
    return { type, args: args.join(' '), children, line, size }
  }

  private child(
    children: (readonly [string, PrintedModule])[],
    { name, times, module }: { name: string; times: string | undefined; module: PrintedModule },
  ): void {
    const [, first, last] = /^(\d+)-(\d+)$/.exec(name) ?? []
    if (times === undefined || first === undefined) {
      children.push([name, module])
      return
    }
    // What is repeated may have repeats in it.
    const [from, to] = [Number(first), Number(last)]
    this.take((to - from) * module.size)
    for (let index = from; index <= to; index++) children.push([String(index), module])
  }

  private take(count: number): void {
    this.count += count
    if (this.count > MAX_MODULES)
      throw new NoNet(
        told('print.too_many', 'The text describes more than {{most}} modules.', { most: MAX_MODULES }),
      )
  }
}

/** Whether the text ends with the parenthesis that closes what came before it. */
function isClosed(rest: string): boolean {
  if (!rest.endsWith(')')) return false
  let depth = 1
  for (const character of rest) {
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
  }
  return depth === 0
}
