import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { staleIndexes } from './generate/indexes.mjs'
import { newLayer } from './new-layer.mjs'
import { ROOT } from './setup/shell.mjs'

const copy = mkdtempSync(join(tmpdir(), 'gradwire-layer-'))
const read = (/** @type {string} */ path) => readFileSync(join(copy, path), 'utf8')

/** @type {string[]} */
let files = []

beforeAll(async () => {
  mkdirSync(join(copy, 'src'))
  for (const path of ['src/graph', 'src/engine', 'src/words', 'tsconfig.base.json', 'tsconfig.engine.json'])
    cpSync(join(ROOT, path), join(copy, path), {
      recursive: true,
      filter: (from) => !from.endsWith('.json') || from.includes('tsconfig') || from.includes('import'),
    })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir')
  files = await newLayer('FadeIn2d', copy)
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

describe('npm run new:layer', () => {
  it('writes three files, named as the layer', () => {
    expect(files).toEqual([
      'src/graph/nodes/fade-in2d.ts',
      'src/engine/nn/layers/fade-in2d.ts',
      'src/engine/reference/layers/fade_in2d.py',
    ])
  })

  it('puts the layer into every index', async () => {
    expect(await staleIndexes(copy)).toEqual([])
    expect(read('src/graph/nodes/all-nodes.ts')).toContain("import { fadeIn2d } from './fade-in2d'")
    expect(read('src/engine/nn/all-layers.ts')).toContain("export { FadeIn2d } from './layers/fade-in2d'")
    expect(read('src/engine/functional/all-layers.ts')).toContain(
      "export { fadeIn2d } from '../nn/layers/fade-in2d'",
    )
    expect(read('src/engine/build/all-builders.ts')).toContain('...fadeIn2dBuilders,')
  })

  it('writes files that compile', () => {
    const config = ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(copy, 'tsconfig.engine.json'), (path) => ts.sys.readFile(path)).config,
      ts.sys,
      copy,
    )
    const sources = files.filter((path) => path.endsWith('.ts')).map((path) => join(copy, path))
    const options = {
      ...config.options,
      noEmit: true,
      composite: false,
      emitDeclarationOnly: false,
      declaration: false,
    }
    const program = ts.createProgram(sources, options)
    const wrong = sources.flatMap((path) => {
      const source = program.getSourceFile(path)
      return source === undefined
        ? [path]
        : [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
            ({ messageText }) => messageText,
          )
    })
    expect(wrong).toEqual([])
  })

  it('leaves what fails until it is filled in: texts, the function, and saved values', () => {
    expect(read(files[0] ?? '')).toContain("doc: ''")
    expect(read(files[1] ?? '')).toContain('throw new NotImplementedError')
    expect(read(files[2] ?? '')).toContain('ROWS = []')
  })

  it('overwrites nothing, and refuses what is no name', async () => {
    await expect(newLayer('FadeIn2d', copy)).rejects.toThrow('src/graph/nodes/fade-in2d.ts is there already.')
    await expect(newLayer('fade-in', copy)).rejects.toThrow("'fade-in' is no name of a layer.")
    await expect(newLayer('../FadeOut', copy)).rejects.toThrow('is no name of a layer')
  })
})
