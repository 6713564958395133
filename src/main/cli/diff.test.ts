/** `gradwire diff`, as a person and as a script call it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram, gradwire } from '../../../scripts/built-program.mjs'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-diff-'))
const sample = fileURLToPath(new URL('../../../resources/samples/mnist-cnn.json', import.meta.url))
const at = (name: string) => join(folder, name)

beforeAll(buildProgram, BUILD_PATIENCE)
afterAll(() => rmSync(folder, { recursive: true }))

const diff = (...args: string[]) => gradwire('diff', ...args)

describe('gradwire diff', () => {
  const text = readFileSync(sample, 'utf8')
  writeFileSync(at('other.json'), text.replace('"out_features": 128', '"out_features": 64'))

  it('says nothing of equal files, and ends with 0', async () => {
    expect(await diff(sample, sample)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(JSON.parse((await diff(sample, sample, '--json')).stdout)).toEqual({
      equal: true,
      differences: [],
    })
  })

  it('says what is different, and ends with 1', async () => {
    const plain = await diff(sample, at('other.json'))
    expect(plain).toEqual({ code: 1, stdout: '~ Net.fc1  out_features 128 → 64\n', stderr: '' })
    const json = await diff(sample, at('other.json'), '--json')
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout)).toEqual({
      equal: false,
      differences: [
        {
          kind: 'param',
          module: 'Net',
          node: expect.any(String) as string,
          name: 'fc1',
          key: 'out_features',
          before: 128,
          after: 64,
        },
      ],
    })
  })

  it('says what it cannot read, where, and ends with 2', async () => {
    writeFileSync(at('cut.json'), text.slice(0, 900))
    const cut = await diff(sample, at('cut.json'))
    expect([cut.code, cut.stdout]).toEqual([2, ''])
    expect(cut.stderr).toContain('cut.json cannot be read:')
    expect(cut.stderr).toMatch(/line \d+/)
    const missing = await diff(sample, at('missing.json'))
    expect([missing.code, missing.stdout]).toEqual([2, ''])
    expect(missing.stderr).toContain('There is no such file')
  })
})
