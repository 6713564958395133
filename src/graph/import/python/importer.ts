/** `import`: names of libraries, and files of Python that are at hand. */
import type { Project } from '../result/imported'
import { isBuiltin } from './builtins'
import type { Python } from './python'
import { parsePython } from './parse-python'
import { findFile } from './project'
import type { FoundFile } from './project'
import { isReadable, isStandard, STANDARD_SOURCE } from './standard-library'
import { namedNumber } from './standard-functions'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import type { Statement } from './syntax'
import { isKind, Scope, UNKNOWN } from './values'
import type { FileValue, Value } from './values'

export class Importer {
  /** By path; a file is there before it has been run, since files may import each other. */
  private readonly files = new Map<string, FileValue>()
  private standard: FileValue | undefined

  constructor(
    private readonly python: Python,
    private readonly project: Project | undefined,
  ) {}

  /** Binds what an import statement names. Errors: a file that is not at hand → Unreadable. */
  bind(names: readonly { local: string; path: string }[], scope: Scope, line: number): void {
    for (const { local, path } of names) {
      if (path.endsWith('.*')) this.takeAll(path.slice(0, path.startsWith('.*') ? -1 : -2), scope, line)
      else scope.names.set(local, this.imported(path, scope, line))
    }
  }

  /** A name that the file does not bind: one of a library that it takes everything from, or of Python. */
  unbound(name: string, scope: Scope): Value {
    let root = scope
    while (root.outer !== undefined) root = root.outer
    if (!isBuiltin(name))
      for (const library of root.stars) {
        const path = `${library}.${name}`
        if (this.python.lib.has(path)) return { kind: 'global', path }
      }
    return { kind: 'global', path: name }
  }

  /** `file.name`: what the file binds, or a file in its folder. */
  memberOfFile({ scope }: FileValue, name: string, line: number): Value {
    const own = scope.names.get(name)
    if (own !== undefined) return own
    const inner = this.project && findFile(this.project, scope.file, `.${name}`)
    if (inner !== undefined && inner.rest.length === 0) return this.file(inner.file)
    throw new Unreadable(refusals.notInFile(name, scope.file), line)
  }

  private imported(path: string, scope: Scope, line: number): Value {
    const found = this.find(path, scope)
    if (found !== undefined)
      return found.rest.reduce<Value>(
        (value, name) => (isKind(value, 'file') ? this.memberOfFile(value, name, line) : UNKNOWN),
        this.file(found.file),
      )
    if (path.startsWith('.')) return this.python.unknown(refusals.noFile(path), line)
    return this.library(path)
  }

  /** A name of a library. */
  library(path: string): Value {
    return isStandard(path) ? this.fromStandard(path) : (namedNumber(path) ?? { kind: 'global', path })
  }

  private takeAll(module: string, scope: Scope, line: number): void {
    const found = this.find(module, scope)
    if (found !== undefined && found.rest.length === 0) {
      const { names } = this.file(found.file).scope
      for (const [name, value] of names) if (!name.startsWith('_')) scope.names.set(name, value)
      return
    }
    if (module.startsWith('.')) throw new Unreadable(refusals.noFile(module), line)
    let root = scope
    while (root.outer !== undefined) root = root.outer
    root.stars.push(module)
  }

  private find(path: string, { file }: Scope): FoundFile | undefined {
    if (this.project === undefined) return undefined
    return findFile(this.project, file === '' ? this.project.path : file, path)
  }

  private file(path: string): FileValue {
    const known = this.files.get(path)
    if (known !== undefined) return known
    const scope = new Scope(undefined, { file: path })
    const value: FileValue = { kind: 'file', scope }
    this.files.set(path, value)
    scope.names.set('__name__', path.replace(/\.py$/, '').replaceAll('/', '.'))
    this.python.runFile(parsePython(this.project?.files.get(path) ?? '').statements, scope)
    return value
  }

  /** Classes of Python's own library that are written in Python here. */
  private fromStandard(path: string): Value {
    if (this.standard === undefined) {
      this.standard = { kind: 'file', scope: new Scope(undefined, { file: '<standard>' }) }
      this.standard.scope.names.set('__unknown__', { kind: 'unknown', why: refusals.unknownOption() })
      this.python.runFile(parsePython(STANDARD_SOURCE).statements, this.standard.scope)
    }
    return this.standard.scope.names.get(path.split('.').at(-1) ?? '') ?? { kind: 'global', path }
  }
}

type Try = Extract<Statement, { kind: 'try' }>

/** What runs after the body of a `try`: its `except` where `from apex import Norm` asks for a library that is not read. */
export function afterBody(statement: Try, scope: Scope): readonly Statement[] {
  const { handler, otherwise } = statement
  const refuses = handler.some(({ kind }) => kind === 'raise')
  return handler.length > 0 && !refuses && lacksLibrary(statement, scope) ? handler : otherwise
}

function lacksLibrary({ body }: Try, scope: Scope): boolean {
  return body.some(
    (statement) =>
      statement.kind === 'import' &&
      statement.names.some(({ local }) => {
        const value = scope.find(local)
        return isKind(value, 'global') && !isReadable(value.path)
      }),
  )
}
