import { afterEach, describe, expect, it } from 'vitest'
import { dateIn } from './dates'
import { addMessages, setLanguage } from './language'
import { t, wordList } from './words'

describe('t', () => {
  it('fills values in', () => {
    expect(t('file.saved', { name: 'net <1>' })).toBe('Saved net <1>')
  })

  it('picks the plural form and writes numbers as the language does', () => {
    expect(t('samples.parameters', { count: 1 })).toBe('1 parameter')
    expect(t('samples.parameters', { count: 61706 })).toBe('61,706 parameters')
  })

  it('leaves what looks like a place or a key in a value alone', () => {
    expect(t('file.saved', { name: '{{name}} $t(file.dirty)' })).toBe('Saved {{name}} $t(file.dirty)')
  })

  it('compiles with known keys and all their values only', () => {
    // @ts-expect-error there is no such key
    expect(t('file.nothing')).toBe('file.nothing')
    // @ts-expect-error the name is missing
    expect(t('file.saved')).toContain('Saved')
    // @ts-expect-error the name is misspelt
    expect(t('file.saved', { nam: 'net' })).toContain('Saved')
    // @ts-expect-error a plural form needs its number
    expect(t('palette.more', {})).toContain('more')
  })
})

describe('wordList', () => {
  it('gives words by the names of what they are about', () => {
    expect(wordList('palette.words').SiLU).toBe('swish')
  })

  it('looks them up once', () => {
    expect(wordList('palette.words')).toBe(wordList('palette.words'))
  })

  it('gives those of the language that is set now, also when they come later', () => {
    addMessages('de', {})
    setLanguage('de')
    expect(wordList('palette.words').SiLU).toBe('swish')
    addMessages('de', { palette: { words: { SiLU: 'Schwung' } } })
    expect(wordList('palette.words').SiLU).toBe('Schwung')
    setLanguage('en')
    expect(wordList('palette.words').SiLU).toBe('swish')
  })
})

describe('dateIn', () => {
  afterEach(() => setLanguage('en'))
  const time = new Date(2026, 10, 30, 14, 5).getTime()

  it('writes a date as the language does', () => {
    expect(dateIn(time)).toBe('Nov 30, 2026')
    expect(dateIn(time, true)).toMatch(/^Nov 30, 2026, 2:05\sPM$/)
    addMessages('de', {})
    setLanguage('de')
    expect(dateIn(time)).toBe('30.11.2026')
  })

  it('is marked in the language that marks every message', () => {
    setLanguage('en-XA')
    expect(dateIn(time)).toMatch(/^⟦.*2026⟧$/)
  })
})
