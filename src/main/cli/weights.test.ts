/** Weights that one command writes are read by every other. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram, gradwire } from '../../../scripts/built-program.mjs'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'

const folder = mkdtempSync(join(tmpdir(), 'gradwire-weights-'))
const at = (name: string) => join(folder, name)
const graph = at('line.json')
const [trained, plain] = [at('trained.safetensors'), at('plain.safetensors')]
const read = (path: string) => readSafetensors(new Uint8Array(readFileSync(path)))

beforeAll(async () => {
  await buildProgram()
  copyFileSync(
    fileURLToPath(new URL('../../../resources/samples/linear-regression.json', import.meta.url)),
    graph,
  )
  const { code, stderr } = await gradwire('train', graph, '--steps', '20', '--out', trained, '--weights-out', plain) // prettier-ignore
  expect(code, stderr).toBe(0)
}, BUILD_PATIENCE)
afterAll(() => rmSync(folder, { recursive: true }))

describe('weights on the command line', () => {
  it('train writes them with the curve, and with --weights-out as a plain state_dict', () => {
    const [all, weights] = [read(trained), read(plain)]
    expect([...weights.keys()]).toEqual(['linear.weight', 'linear.bias'])
    expect([...all.keys()].sort()).toEqual(['final/linear.bias', 'final/linear.weight', 'loss_curve'])
    for (const [key, tensor] of weights) expect(all.get(`final/${key}`)).toEqual(tensor)
  })

  it('that do not fit are refused, and loaded as far as they fit with --fitting, in PyTorch\'s words', async () => {
    const other = at('other.safetensors')
    const bias = read(plain).get('linear.bias')!
    writeFileSync(other, writeSafetensors(new Map([['linear.bias', bias], ['head.weight', bias]])))
    const call = ['run', graph, '--weights', other, '--out', at('fitting.safetensors')]
    const refused = await gradwire(...call)
    expect(refused.code).toBe(1)
    const loaded = await gradwire(...call, '--fitting')
    expect(loaded.code, loaded.stderr).toBe(0)
    expect(loaded.stderr).toContain('Missing key(s) in state_dict: "linear.weight".')
    expect(loaded.stderr).toContain('Unexpected key(s) in state_dict: "head.weight".')
    expect(loaded.stderr).toContain('Loaded 1 of 2 tensors.')
    const more = ['train', graph, '--weights', other, '--fitting', '--steps', '2', '--out', at('more.safetensors')]
    expect((await gradwire(...more)).code).toBe(0)
  }) // prettier-ignore

  it('train needs one of the two, and not the same file twice', async () => {
    const only = at('only.safetensors')
    const { code, stdout } = await gradwire('train', graph, '--steps', '2', '--weights-out', only)
    expect(code).toBe(0)
    expect(stdout).toContain(`Wrote ${only}.`)
    expect(read(only).size).toBe(2)
    const twice = await gradwire('train', graph, '--out', only, '--weights-out', only)
    expect(twice.code).toBe(2)
    expect(twice.stderr).toContain('--weights-out')
  })

  it.each([
    ['what train --out wrote', trained],
    ['what train --weights-out wrote', plain],
  ])('run, train, export and import read %s', async (_, weights) => {
    const wanted = read(plain)
    const ran = await gradwire('run', graph, '--weights', weights, '--out', at('run'))
    expect(ran.code, ran.stderr).toBe(0)
    const again = await gradwire('train', graph, '--steps', '0', '--weights', weights, '--weights-out', at('again')) // prettier-ignore
    expect(again.code, again.stderr).toBe(0)
    expect(read(at('again'))).toEqual(wanted)
    const exported = await gradwire('export', graph, '--to', 'safetensors', '--weights', weights, '--out', at('exported')) // prettier-ignore
    expect(exported.code, exported.stderr).toBe(0)
    expect(read(at('exported'))).toEqual(wanted)
    const torch = await gradwire('export', graph, '--to', 'pytorch', '--weights', weights, '--out', at('torch'), '--force') // prettier-ignore
    expect(torch.code, torch.stderr).toBe(0)
    const converted = await gradwire('import', weights, '--out', at('imported.safetensors'), '--force')
    expect(converted.code, converted.stderr).toBe(0)
    expect(read(at('imported.safetensors'))).toEqual(wanted)
  })

  it('what run wrote is refused as holding none', async () => {
    const { code, stderr } = await gradwire('run', graph, '--weights', at('run'), '--out', at('never'))
    expect(code).toBe(1)
    expect(stderr).toContain(`Cannot load ${at('run')}: This is what gradwire run wrote of one pass`)
  })

  it('run and export take those that the graph names beside itself; where they are missing it is said', async () => {
    const named = at('named.json')
    const document = JSON.parse(readFileSync(graph, 'utf8')) as object
    writeFileSync(named, JSON.stringify({ ...document, weights: 'plain.safetensors' }))
    const exported = await gradwire('export', named, '--to', 'safetensors', '--out', at('named.safetensors'))
    expect(exported.code, exported.stderr).toBe(0)
    expect(read(at('named.safetensors'))).toEqual(read(plain))
    const ran = await gradwire('run', named, '--out', at('named-run'))
    const given = await gradwire('run', graph, '--weights', plain, '--out', at('given-run'))
    expect([ran.code, given.code], ran.stderr).toEqual([0, 0])
    expect(read(at('named-run'))).toEqual(read(at('given-run')))

    writeFileSync(named, JSON.stringify({ ...document, weights: 'gone.safetensors' }))
    const missing = await gradwire('run', named, '--out', at('missing-run'))
    expect(missing.code).toBe(0)
    expect(missing.stderr).toContain('gone.safetensors, which is not beside it')
  })

  it('weights that a graph names in another folder are refused', async () => {
    const named = at('outside.json')
    const document = JSON.parse(readFileSync(graph, 'utf8')) as object
    writeFileSync(named, JSON.stringify({ ...document, weights: '../plain.safetensors' }))
    const { code, stderr } = await gradwire('run', named, '--out', at('outside-run'))
    expect(code).toBe(1)
    expect(stderr).toContain('weights')
  })
})
