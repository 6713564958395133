/** The table of hooks in docs/file-format.md: each type at each place and in each pass either works or is refused with its place and a remedy. */
import { describe, expect, it } from 'vitest'
import type { Hook } from '../document/document'
import { testDocument } from '../document/test-graph'
import { parseDocument } from '../file/parse'
import { hookDefinitions } from '../hooks/index'

const PLACES: Readonly<Record<string, Partial<Hook>>> = {
  edge: { edge: 'e0' },
  port: { port: { node: 'fc', handle: 'output' } },
  parameter: { parameter: { node: 'fc', name: 'weight' } },
  node: { node: 'fc' },
}
const PASSES = ['forward', 'backward', 'after_step'] as const

const VALUE = ['edge forward', 'edge backward', 'port forward', 'port backward']
const PARAMETER = ['parameter backward', 'parameter after_step']
const CALL = ['node forward', 'node backward']
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  scale: [...VALUE, ...PARAMETER],
  zero: [...VALUE, ...PARAMETER],
  reverse: ['edge backward', 'port backward'],
  stop: VALUE,
  clip_norm: [...VALUE, ...PARAMETER, ...CALL],
  clip_value: [...VALUE, ...PARAMETER, ...CALL],
  noise: [...VALUE, ...PARAMETER, ...CALL],
  dropout: VALUE,
  replace_nan: [...VALUE, ...PARAMETER, ...CALL],
  expression: [...VALUE, ...PARAMETER, ...CALL],
  print: CALL,
  stats: [...VALUE, ...PARAMETER, ...CALL],
}

function findingsOf(...hooks: object[]) {
  const document = testDocument(
    [['x: Input', { shape: [4] }], ['fc: Linear', { out_features: 3 }], ['act: ReLU', {}, { call: 'functional' }], ['y: Input', { shape: [3] }], ['loss: MSELoss'], ['fn: MSELoss', {}, { call: 'functional' }]],
    ['x → fc', 'fc → act', 'act → loss', 'y → loss.target', 'act → fn', 'y → fn.target'],
  )
  const Net = { ...document.modules['Net']!, hooks }
  return parseDocument(JSON.stringify({ ...document, modules: { Net } })).findings
} // prettier-ignore

const combinations = hookDefinitions.flatMap(({ type }) =>
  Object.keys(PLACES).flatMap((place) => PASSES.map((pass) => [type, place, pass] as const)),
)

describe('a hook', () => {
  it('is of one of the types of the table', () => {
    expect(hookDefinitions.map(({ type }) => type)).toEqual(Object.keys(ALLOWED))
  })

  it.each(combinations)('%s on %s, %s', (type, place, pass) => {
    for (const enabled of [true, false]) {
      const findings = findingsOf({ id: 'h7', ...PLACES[place], pass, type, enabled })
      if (ALLOWED[type]!.includes(`${place} ${pass}`)) {
        expect(findings).toEqual([])
        continue
      }
      expect(findings).toHaveLength(1)
      expect(findings[0]).toMatchObject({
        severity: 'error',
        code: 'hook.wrong_place',
        module: 'Net',
        hook: 'h7',
        param: 'pass',
        message: `A hook '${type}' does not work on ${place} in the pass ${pass}.`,
        remedy: expect.stringMatching(/^It works on .+\.$/) as string,
        ...(place === 'edge' ? { edge: 'e0' } : { node: 'fc', name: 'fc' }),
      })
    }
  })

  it.each([
    [{ node: 'act', pass: 'forward', type: 'stats' }, /act \(ReLU\) is no module here/, /call to 'module'/],
    [{ node: 'x', pass: 'forward', type: 'print' }, /x \(Input\) is no module/, /port/],
    [{ edge: 'e9', pass: 'forward', type: 'scale' }, /wire 'e9' that does not exist/, /Did you mean|Take the hook out/],
    [{ node: 'fx', pass: 'forward', type: 'stats' }, /node 'fx' that does not exist/, /Take the hook out|else take the hook out/i],
    [{ port: { node: 'fc', handle: 'out' }, pass: 'forward', type: 'scale' }, /'out', which is no output of fc/, /output|Take/],
    [{ parameter: { node: 'fc', name: 'wieght' }, pass: 'backward', type: 'scale' }, /'wieght', which is no parameter of fc/, /Did you mean 'weight'/],
    [{ pass: 'forward', type: 'scale' }, /does not say where it sits/, /edge or port or parameter or node/],
    [{ edge: 'e0', node: 'fc', pass: 'forward', type: 'stats' }, /sits in several places: edge, node/, /Give one of/],
    [{ edge: 'e0', pass: 'forward', type: 'scael' }, /There is no hook 'scael'/, /Did you mean 'scale'/],
    [{ edge: 'e0', pass: 'forward', type: 'scale', params: { factor: 'two' } }, /factor/, /^/],
    [{ edge: 'e0', pass: 'forward', type: 'scale', params: { facter: 2 } }, /facter/, /./],
    [{ edge: 'e0', pass: 'forward', type: 'clip_norm', params: { max_norm: -1 } }, /max_norm/, /^/],
    [{ edge: 'e0', pass: 'forward', type: 'dropout', params: { p: 1.5 } }, /p/, /^/],
    [{ edge: 'e0', pass: 'forward', type: 'noise', params: { seed: 0.5 } }, /seed/, /^/],
    [{ edge: 'e0', pass: 'forward', type: 'zero', params: { factor: 1 } }, /factor/, /./],
    [{ edge: 'e0', pass: 'forward', type: 'expression', params: { expr: 'x +' } }, /column 4/, /./],
    [{ edge: 'e0', pass: 'forward', type: 'expression', params: { expr: 'foo(x)' } }, /'foo', at column 1/, /./],
    [{ edge: 'e0', pass: 'forward', type: 'expression', params: { expr: 'x; import os' } }, /column 2/, /./],
    [{ edge: 'e0', pass: 'forward', type: 'expression', params: { expr: '__import__("os")' } }, /./, /./],
    [{ edge: 'e0', pass: 'forward', type: 'expression', params: { expr: 'x if x else 0' } }, /column 3/, /./],
  ])('is refused with its place: %o', (hook, message, remedy) => {
    const errors = findingsOf({ id: 'h7', ...hook }).filter(({ severity }) => severity === 'error')
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ module: 'Net', hook: 'h7' })
    expect(errors[0]!.message).toMatch(message)
    expect(errors[0]!.remedy ?? '').toMatch(remedy)
  }) // prettier-ignore

  it('works on the call of a loss, however it is called', () => {
    for (const node of ['loss', 'fn'])
      expect(findingsOf({ id: 'h0', node, pass: 'backward', type: 'print' })).toEqual([])
  })

  it('has an id that no other has', () => {
    const twice = { id: 'h0', edge: 'e0', pass: 'forward', type: 'scale' }
    expect(findingsOf(twice, twice)).toMatchObject([
      { severity: 'error', hook: 'h0', message: "Two hooks have the id 'h0'.", remedy: 'Give one of them another id.' },
    ])
  }) // prettier-ignore
})
