import { afterEach, describe, expect, it } from 'vitest'
import { setLanguage } from '../../words/language'
import { paramFields } from '../params/param-types'
import { initialiserDefinition, initialiserDefinitions, initialisersFor } from './initialisers'

afterEach(() => setLanguage('en'))

describe('the functions of nn.init', () => {
  it.each(initialiserDefinitions.map((definition) => [definition.type, definition] as const))(
    '%s and its arguments say what they are in the language that is set, and have defaults',
    (_, definition) => {
      const fields = paramFields(definition.params)
      expect(definition.params.safeParse({}).success).toBe(true)
      setLanguage('en-XA')
      const told = [definition.doc, ...fields.map(({ doc }) => doc)]
      expect(told.filter((text) => !/^⟦.*⟧$/s.test(text))).toEqual([])
    },
  )

  it('are offered where they fit', () => {
    const types = (rank: number) => initialisersFor(rank).map(({ type }) => type)
    expect(types(1)).toEqual(['uniform', 'normal', 'trunc_normal', 'constant', 'zeros', 'ones'])
    expect(types(2)).toContain('eye')
    expect(types(4)).toContain('dirac')
    expect(initialiserDefinition('none')).toBeUndefined()
  })
})
