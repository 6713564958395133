/** Checkpoints as training scripts write them; `make_found.py` made the files. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { matchWeights } from '../match-weights'
import { isWeights, readWeights } from '../weights-file'

const folder = new URL('./found/', import.meta.url)
const names = readdirSync(folder).map((file) => file.replace('.pt', ''))
const net = new Map([
  ['fc.weight', [1, 2]],
  ['fc.bias', [1]],
])

function read(name: string) {
  const bytes = new Uint8Array(readFileSync(new URL(`${name}.pt`, folder)))
  expect(isWeights(bytes)).toBe(true)
  return readWeights(bytes)
}

describe('a checkpoint', () => {
  it.each(names.filter((name) => name !== 'evil'))(
    '%s gives its state_dict, and says where it was',
    (name) => {
      const result = read(name)
      if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
      const { fitting, missing, unexpected } = matchWeights(net, result.weights)
      expect([missing, unexpected]).toEqual([[], []])
      expect(Array.from(fitting.get('fc.weight')?.values ?? [], Number)).toEqual([1, 2])
      expect(Array.from(fitting.get('fc.bias')?.values ?? [], Number)).toEqual([3])
      expect(result.notes.map(({ code }) => code)).toContain(
        name === 'prefixes' ? 'weights.inside' : 'weights.inside_among_others',
      )
    },
  )

  it('names what was left out, and the prefixes that were taken off', () => {
    const notes = (name: string): string => {
      const result = read(name)
      return result.kind === 'refused' ? '' : result.notes.map(({ message }) => message).join('\n')
    }
    expect(notes('harmless')).toContain('Left out: args, space, best, scores, counts, seen, order, names.')
    expect(notes('prefixes')).toContain("'module.'")
    expect(notes('prefixes')).toContain("'_orig_mod.'")
    const lightning = read('lightning')
    expect(lightning.kind === 'weights' && matchWeights(net, lightning.weights).holder).toBe('model.')
  })

  it('with something that could run code is refused', () => {
    const result = read('evil')
    expect(result.kind).toBe('refused')
    expect(JSON.stringify(result)).toContain('system')
  })

  it('of a net whose own keys begin with model. keeps them', () => {
    const own = new Map([...net].map(([key, shape]) => [`model.${key}`, shape]))
    const result = read('lightning')
    if (result.kind === 'refused') throw new Error('It was refused.')
    const { holder, missing } = matchWeights(own, result.weights)
    expect([holder, missing]).toEqual([undefined, []])
  })
})
