/** Files that a person names on the command line: nothing of theirs is lost, and every refusal names the file. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs' // prettier-ignore
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram, gradwire } from '../../../scripts/built-program.mjs'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-files-'))
const from = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const at = (name: string) => join(folder, name)
const line = at('line.json')
const model = at('model.onnx')

beforeAll(buildProgram, BUILD_PATIENCE)
beforeAll(() => {
  copyFileSync(from('../../../resources/samples/linear-regression.json'), line)
  copyFileSync(from('../../graph/import/onnx/fixtures/convnet.onnx'), model)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the command line', () => {
  it.each([
    ['run', line, '--out', line],
    ['train', line, '--steps', '1', '--out', line],
    ['export', line, '--to', 'svg', '--out', line],
    ['import', model, '--out', model],
  ])('never writes over what it reads: %s', async (command, file, ...args) => {
    const before = readFileSync(file)
    const { code, stderr } = await gradwire(command, file, ...args)
    expect(stderr).toContain(`Cannot write ${file}: the command reads that file.`)
    expect(code).toBe(1)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('writes no graph where its weights cannot be written beside it', async () => {
    mkdirSync(at('net.safetensors'))
    const { code, stderr } = await gradwire('import', model, '--out', at('net.json'))
    expect(stderr).toContain('net.safetensors: it is a folder')
    expect(code).toBe(1)
    expect(existsSync(at('net.json'))).toBe(false)
  })

  it('names the file of inputs that is none', async () => {
    const file = at('inputs.safetensors')
    writeFileSync(file, 'abc')
    for (const args of [['run'], ['train', '--steps', '1']]) {
      const [command = '', ...more] = args
      const { code, stderr } = await gradwire(command, line, '--inputs', file, ...more, '--out', at('never'))
      expect(stderr).toBe(
        `error: Cannot read ${file}: A safetensors file has at least 8 bytes, this one 3. Give a file that was written as safetensors.\n`,
      )
      expect(code).toBe(1)
    }
  })

  it('leads from the file of another program to its import', async () => {
    for (const command of [['check'], ['summary'], ['bench'], ['run', '--out', at('never')]]) {
      const [name = '', ...more] = command
      const { code, stderr } = await gradwire(name, model, ...more)
      expect(stderr).toBe(
        `error: ${model} is no graph of Gradwire. Make one of it: gradwire import ${model} --out graph.json\n`,
      )
      expect(code).toBe(1)
    }
  })

  it('refuses files that are far too large before it reads them, and devices that never end', async () => {
    const huge = at('huge.json')
    writeFileSync(huge, '')
    truncateSync(huge, 8 * 2 ** 30)
    for (const file of [huge, '/dev/zero']) {
      const { code, stderr } = await gradwire('check', file)
      expect(stderr).toBe(
        `error: Cannot read ${file}: It has more than 64 MiB, which is more than such a file may have. Is it the right file?\n`,
      )
      expect(code).toBe(1)
    }
  })

  it('names the file that is wrong', async () => {
    const cut = at('cut.json')
    writeFileSync(cut, '[1,')
    const checked = await gradwire('check', cut)
    expect(checked.stderr).toMatch(new RegExp(`^${cut}: error line 1, column 4: This is not JSON`))
    const ran = await gradwire('run', line, '--weights', cut, '--out', at('never.safetensors'))
    expect(ran.stderr).toContain(
      `error: Cannot load ${cut}: This is neither a safetensors file nor one that torch.save wrote`,
    )
    expect(ran.code).toBe(1)
  })
})
