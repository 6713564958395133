/** `npm run check`: types of every layer, lint, layer rules, formatting. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { COMPILER } from './compiler.mjs'
import { main } from './setup.mjs'
import { installDependencies } from './setup/dependencies.mjs'
import { ROOT, run } from './setup/shell.mjs'

/** Types and lint use all processors by themselves, the others one each. */
const AT_A_TIME = 2

const bin = (/** @type {string} */ path) => join(ROOT, 'node_modules', path)
/** What passed once is looked at again when its content has changed; kept in node_modules/.cache. */
const KEPT = ['--cache', '--cache-strategy', 'content']
/** Reads sources in half of the time; `npm run format` too. */
const FORMATTER = ['--plugin', '@prettier/plugin-oxc']

/** @type {{ name: string, program: string, args: string[], accept?: (output: string) => boolean }[]} */
const CHECKS = [
  // First, as it takes longest on one processor.
  {
    name: 'formatting',
    program: bin('prettier/bin/prettier.cjs'),
    args: ['--check', '--log-level', 'warn', ...FORMATTER, ...KEPT, '.'],
  },
  { name: 'types', program: COMPILER, args: ['-b', '--pretty', 'false'] },
  { name: 'lint', program: bin('oxlint/bin/oxlint'), args: ['--type-aware', '--deny-warnings'] },
  {
    name: 'layers',
    program: bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    args: ['src', '--config', '.dependency-cruiser.cjs', ...KEPT],
    // It also passes when it could read nothing.
    accept: (output) => Number(/\((\d+) modules/.exec(output)?.[1]) > 0,
  },
  { name: 'indexes', program: join(ROOT, 'scripts', 'generate.mjs'), args: ['--check'] },
  { name: 'sizes of rooms', program: join(ROOT, 'scripts', 'room-sizes.mjs'), args: [] },
  {
    name: 'every source is tracked by git',
    program: join(ROOT, 'scripts', 'ignored-sources.mjs'),
    args: [],
  },
]

/** Runs every check and says a line for each. @returns {Promise<{ passed: number, failed: number }>} */
export async function check(/** @type {(line: string) => void} */ say = console.log) {
  let failed = 0
  const waiting = [...CHECKS]
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { name, program, args, accept } = next
      const { status, output } = await run(process.execPath, [program, ...args])
      const passed = status === 0 && (accept?.(output) ?? true)
      if (!passed) failed++
      say(passed ? `  ✓ ${name}` : `  ✗ ${name}\n${output.trimEnd()}`)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return { passed: CHECKS.length - failed, failed }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main(async () => {
    await installDependencies()
    const { failed } = await check()
    return failed ? 1 : 0
  })
