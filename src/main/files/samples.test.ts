import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { listSamples, makeSampleList } from './samples'

const shipped = fileURLToPath(new URL('../../../resources/samples/', import.meta.url))
const own = mkdtempSync(join(tmpdir(), 'gradwire-samples-'))
afterAll(() => rmSync(own, { recursive: true }))

describe('the list of samples', () => {
  it('has every one that is shipped, in a group, from the easiest on', async () => {
    const samples = await listSamples(shipped)
    expect(samples).toHaveLength(readdirSync(shipped).length)
    expect(samples[0]).toMatchObject({ id: 'linear-regression', group: 'first', parameters: 2 })
    expect(samples.at(-1)).toMatchObject({ id: 'transformer-encoder', group: 'sequences' })
    expect(samples.filter(({ group }) => group === 'other')).toEqual([])
    expect(samples.find(({ id }) => id === 'mnist-cnn')!.parameters).toBe(813_802)
  })

  it('is saved as the samples are (npm run generate)', async () => {
    expect(await listSamples(shipped)).toEqual(await makeSampleList(shipped))
  })

  it('puts a sample that it does not know last, and refuses one that is no graph', async () => {
    writeFileSync(
      join(own, 'mine.json'),
      JSON.stringify({
        format: 'gradwire.graph',
        version: 1,
        main: 'N',
        modules: { N: { nodes: [], edges: [] } },
      }),
    )
    expect(await listSamples(own)).toEqual([
      { id: 'mine', title: 'mine', lesson: '', group: 'other', parameters: 0, sketch: null },
    ])
    writeFileSync(join(own, 'broken.json'), '{')
    await expect(listSamples(own)).rejects.toThrow("The sample 'broken' cannot be read.")
  })
})
