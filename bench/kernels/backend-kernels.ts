import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDER = join(ROOT, 'src', 'engine', 'backend')
/** What the backend's own code runs a kernel with; the first argument names it. */
const RUNNERS = new Set(['executeOp', 'run', 'runPair', 'reduce'])

/**
 * The names of TensorFlow's kernels that the backend calls, read from its source by TypeScript: what the first argument of each call can
 * be. A name that is only passed on is named where it comes from.
 *
 * Errors: a call whose kernel cannot be told.
 */
export function backendKernels(): string[] {
  const files = readdirSync(FOLDER)
    .filter((name) => /^(tensorflow.*|one-?dnn)\.ts$/.test(name))
    .map((name) => join(FOLDER, name))
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)) as { config: { compilerOptions: object } } // prettier-ignore
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: ['node'], noEmit: true, composite: false, emitDeclarationOnly: false, declaration: false }, ROOT) // prettier-ignore
  const program = ts.createProgram(files, options)
  const checker = program.getTypeChecker()
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && runs(node)) for (const name of namesOf(node, checker)) names.add(name)
    ts.forEachChild(node, visit)
  }
  for (const file of files) visit(program.getSourceFile(file)!)
  return [...names].sort()
}

function runs({ expression }: ts.CallExpression): boolean {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : ts.isIdentifier(expression) ? expression.text : '' // prettier-ignore
  return RUNNERS.has(name)
}

function namesOf(call: ts.CallExpression, checker: ts.TypeChecker): string[] {
  const [first] = call.arguments
  if (!first) return []
  const type = checker.getTypeAtLocation(first)
  const members = type.isUnion() ? type.types : [type]
  if (members.every((member) => member.isStringLiteral())) return members.map((member) => member.value)
  if (!(type.flags & ts.TypeFlags.StringLike)) return []
  const declared = checker.getSymbolAtLocation(first)?.valueDeclaration
  if (declared && ts.isParameter(declared)) return []
  const file = call.getSourceFile()
  const { line } = file.getLineAndCharacterOfPosition(call.getStart())
  throw new Error(`Which kernel ${file.fileName}:${line + 1} runs cannot be told: name it there by its text.`)
}
