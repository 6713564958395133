import { afterEach, describe, expect, it } from 'vitest'
import { addMessages, setLanguage } from './language'
import type { FindingCode } from './finding-codes'
import { tell, told } from './tell'
import { t } from './words'

afterEach(() => setLanguage('en'))

const problem = () =>
  told('edge.test' as FindingCode, "The wire '{{edge}}' ends at {{names, list}}.", {
    edge: 'e1',
    names: ['a', 'b'],
  })

describe('tell', () => {
  it('says the English sentence that stands beside the key', () => {
    expect(tell('test.rename', 'Rename it {{name}}', { name: 'x' })).toBe('Rename it x')
    expect(tell('test.take', 'Take it out.')).toBe('Take it out.')
  })

  it('picks the form that the number needs', () => {
    const sizes = (count: number) =>
      tell('test.sizes', { one: '{{count}} size', other: '{{count, number}} sizes' }, { count })
    expect(sizes(1)).toBe('1 size')
    expect(sizes(2000)).toBe('2,000 sizes')
  })

  it('takes the sentence of another language where its folder has one', () => {
    addMessages('de', {
      finding: { edge: { test: 'Die Leitung „{{edge}}“ endet bei {{names, list}}.' } },
      file: { saved: '{{name}} gesichert' },
    })
    const { message: before } = problem()
    expect(before).toBe("The wire 'e1' ends at a and b.")
    setLanguage('de-AT', 'fr')
    expect(problem().message).toBe('Die Leitung „e1“ endet bei a und b.')
    expect(t('file.saved', { name: 'net' })).toBe('net gesichert')
    expect(tell('test.take', 'Take it out.')).toBe('Take it out.')
    setLanguage('fr', null)
    expect(problem().message).toBe(before)
  })

  it('keeps the values of a finding apart from its sentence', () => {
    expect(problem()).toEqual({
      code: 'edge.test',
      values: { edge: 'e1', names: ['a', 'b'] },
      message: "The wire 'e1' ends at a and b.",
    })
  })

  it('compiles with all its values only', () => {
    // @ts-expect-error the name is missing
    expect(tell('test.rename', 'Rename it {{name}}')).toContain('Rename')
    // @ts-expect-error there is no such place
    expect(tell('test.take', 'Take it out.', { name: 'x' })).toContain('Take')
  })

  it('marks every message in the language for tests, but not its values', () => {
    setLanguage('en-XA')
    expect(tell('test.rename', 'Rename it {{name}}', { name: 'conv' })).toBe('⟦Réñámé ít conv⟧')
    expect(t('file.saved', { name: 'net' })).toBe('⟦Sávéd net⟧')
    expect(problem().message).toBe("⟦Thé wíré 'e1' éñds át a and b.⟧")
  })
})
