import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLanguage } from '../../words/language'
import { plainProse } from '../../words/plain-prose'
import type { Finding } from '../document/finding'
import { WRONG } from './keyed-findings.fixture'
import { parseDocument } from './parse'

/** Codes of what no document brings about: guards that hold for every other one. */
const NEVER = [
  'file.no_migration', 'node.no_output', 'node.nothing_in', 'node.open_handle', 'node.type_not_known',
  'expression.not_checked', 'param.invalid', 'param.wrong_ones', 'schema.invalid',
] // prettier-ignore

const ROOMS = [
  'breakpoints',
  'check',
  'document',
  'expressions',
  'file',
  'formats',
  'hooks',
  'infer',
  'params',
  'registry',
  'training',
]

/** Every code that the sources of these rooms tell of documents. */
function codes(): string[] {
  const folder = join(import.meta.dirname, '..')
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(folder, room)).map((name) => join(folder, room, name)),
  )
  const sources = files
    .filter((file) => /(?<!\.test|\.fixture)\.ts$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
  return [
    ...new Set(
      sources.flatMap((text) =>
        [...text.matchAll(/\b(?:told|pytorchSays)\(\s*'([a-z0-9_.]+)'/g)].map(([, code = '']) => code),
      ),
    ),
  ].filter((code) => !/^(npy|onnx_export|safetensors|weights)\./.test(code))
}

const found = (code: string): Finding[] =>
  parseDocument(WRONG[code] ?? '').findings.filter((finding) => finding.code === code)

describe('every code of a finding', () => {
  it('is found in a document here', () => {
    expect(Object.keys(WRONG).toSorted()).toEqual(
      codes()
        .filter((code) => !NEVER.includes(code))
        .toSorted(),
    )
  })

  it.each(Object.keys(WRONG))('%s is told of a document that it fits', (code) => {
    expect(
      found(code).length,
      JSON.stringify(parseDocument(WRONG[code] ?? '').findings.slice(0, 3)),
    ).toBeGreaterThan(0)
  })
})

describe('in another language', () => {
  beforeAll(() => setLanguage('en-XA'))
  afterAll(() => setLanguage('en'))

  it.each(Object.keys(WRONG))('%s is told with its remedies, and nothing stays English', (code) => {
    for (const { message, remedy, values, fixes = [] } of found(code)) {
      if (values?.['sentence'] === undefined) expect(message).toMatch(/^⟦.*⟧$/s)
      const texts = [message, remedy ?? '', ...fixes.map(({ label }) => label)]
      const quoted = typeof values?.['sentence'] === 'string' ? values['sentence'] : ''
      expect(texts.map((text) => plainProse(text.replace(quoted, '')))).toEqual(texts.map(() => []))
    }
  })
})
