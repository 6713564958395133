import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'

const SOURCES = join(import.meta.dirname, '..')

/** Every key that `tell` and `told` are called with, each with its English texts. */
function keys(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText()
      const [key, english] = node.arguments
      if ((name === 'tell' || name === 'told') && key && english && ts.isStringLiteral(key)) {
        const text = ts.isStringLiteralLike(english) ? english.text : english.getText().replace(/\s+/g, ' ')
        const whole = name === 'told' ? `finding.${key.text}` : key.text
        found.set(whole, (found.get(whole) ?? new Set()).add(text))
      }
    }
    ts.forEachChild(node, visit)
  }
  for (const path of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }))
    if (/(?<!\.test)\.tsx?$/.test(path))
      visit(
        ts.createSourceFile(path, readFileSync(join(SOURCES, path), 'utf8'), ts.ScriptTarget.Latest, true),
      )
  return found
}

it('one key has one English text, and none is a part of another', () => {
  const found = keys()
  expect(found.size).toBeGreaterThan(700)
  expect([...found].filter(([, texts]) => texts.size > 1)).toEqual([])
  const parts = (key: string): string[] => key.split('.').map((_, at, all) => all.slice(0, at).join('.'))
  expect([...found.keys()].filter((key) => parts(key).some((part) => found.has(part)))).toEqual([])
})
