import { describe, expect, it } from 'vitest'
import { parseExpression } from '../../graph/expressions/parse-expression'
import { completed, completionsAt, wordBefore } from './expression-completion'

const names = (text: string, all = false) => completionsAt(text, text.length, all).map(({ name }) => name)

describe('completion of an expression', () => {
  it('offers what begins like the word at the caret', () => {
    expect(names('x + s')).toEqual(['step', 'sign', 'sqrt', 'sin', 'sigmoid', 'sum', 'std'])
    expect(names('clam')).toEqual(['clamp'])
    expect(names('MA')).toEqual(['max', 'maximum'])
  })

  it('offers nothing behind a number, an operator or a whole name, unless it is asked', () => {
    for (const text of ['', '2', '2e', 'x *', 'relu', 'x.re']) expect(names(text)).toEqual([])
    expect(names('', true)).toContain('where')
    expect(names('x * ', true)).toHaveLength(30)
  })

  it('knows a word that ends in the middle of the text', () => {
    expect(wordBefore('clam(x)', 4)).toBe('clam')
    expect(wordBefore('1e3', 3)).toBe('')
  })

  it('gives a function its brackets, unless they are there', () => {
    const clamp = completionsAt('clam', 4)[0]!
    expect(completed('2 * clam', 8, clamp)).toEqual({ text: '2 * clamp()', caret: 10 })
    expect(completed('2 * clam(x, 0, 1)', 8, clamp)).toEqual({ text: '2 * clamp(x, 0, 1)', caret: 10 })
    expect(completed('cla + 1', 2, clamp)).toEqual({ text: 'clamp() + 1', caret: 6 })
    const step = completionsAt('st', 2)[0]!
    expect(completed('x / st', 6, step)).toEqual({ text: 'x / step', caret: 8 })
  })

  it('offers nothing that an expression cannot have', () => {
    for (const { shown, call } of completionsAt('', 0, true)) {
      if (call)
        expect(parseExpression(shown.replaceAll(/\b(lo|hi|a|b|c)\b/g, 'x')).problem, shown).toBeUndefined()
      else expect(parseExpression(shown).problem?.code ?? '', shown).not.toMatch(/unknown|near/)
    }
  })
})
