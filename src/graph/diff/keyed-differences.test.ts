import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLanguage } from '../../words/language'
import { plainProse } from '../../words/plain-prose'
import { formatDifference } from './difference'
import type { Difference } from './difference'

beforeAll(() => setLanguage('en-XA'))
afterAll(() => setLanguage('en'))

const main = 'Net'

/** Each kind of difference that is told with a word of ours, none of a field of the file. */
const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'one node': { kind: 'module', change: 'added', module: 'Block', nodes: 1 },
  nodes: { kind: 'module', change: 'removed', module: 'Block', nodes: 3 },
  'a name of a definition': { kind: 'module-name', before: 'A', after: 'B' },
  'a wire': { kind: 'wire', change: 'added', wire: 'a.output → b.input', module: 'Net' },
  'a probe': { kind: 'probe', wire: 'a.output → b.input', module: 'Net', before: undefined, after: {} },
  'a hook': { kind: 'hook', wire: 'a.output → b.input', module: 'Net', before: { type: 'clip' }, after: undefined },
  'an order': { kind: 'order', module: 'Net' },
  training: { kind: 'training', path: 'batch_size', before: 1, after: 2 },
  'a title': { kind: 'meta', path: 'title', before: undefined, after: 'New' },
} // prettier-ignore

describe('in another language', () => {
  it.each(Object.entries(DIFFERENCES))('%s is told with a key', (_, difference) => {
    const line = formatDifference(difference, main)
    expect(line).toMatch(/^[+~-] .*⟦.+⟧/)
    expect(plainProse(line)).toEqual([])
  })

  it('a definition of one node has the form of one', () => {
    const lines = [DIFFERENCES['one node'], DIFFERENCES['nodes']].map(
      (difference) => difference && formatDifference(difference, main),
    )
    expect(lines).toEqual(['+ ⟦módúlé Block (1 ñódé)⟧', '- ⟦módúlé Block (3 ñódés)⟧'])
  })
})
