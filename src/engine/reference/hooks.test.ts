import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { pythonForTests } from '../../../scripts/setup/python.mjs'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import { hookTypes } from '../hooks/hook-kinds'
import { hookDefinitions } from '../../graph/hooks/index'
import { passesOf } from '../../graph/hooks/definition'
import { ready } from '../index'
import { newSession } from '../session/session-harness'
import { hookedDocument, readSaved, tensorsOf } from './hooks.fixture'
import type { SavedValues } from './hooks.fixture'
import { firstApart } from './tolerance'

const saved = readSaved(new URL('hooks.json', import.meta.url))

function expectClose(
  found: ArrayLike<number> | undefined,
  { values, magnitudes }: SavedValues,
  what: string,
): void {
  expect(found?.length, what).toBe(values.length)
  const wrong = firstApart(found!, values, magnitudes)
  if (wrong < 0) return
  const added = magnitudes ? `, of terms that add up to ${magnitudes[wrong]}` : ''
  expect.fail(`${what}: value ${wrong} is ${found![wrong]}, PyTorch's is ${values[wrong]}${added}`)
}

describe('hooks are those of PyTorch', () => {
  beforeAll(() => ready())

  it('of every type, place and pass', () => {
    const wanted = hookDefinitions.flatMap((definition) =>
      definition.places.flatMap((place) =>
        passesOf(definition, place).map((pass) => `${definition.type} ${place} ${pass}`),
      ),
    )
    const proved = saved.cases.flatMap(({ net, block }) =>
      [...net, ...block].map((hook) => {
        const place = (['edge', 'port', 'parameter', 'node'] as const).find(
          (each) => hook[each] !== undefined,
        )
        return `${hook.type} ${place} ${hook.pass}`
      }),
    )
    // What print writes is compared with the exported program.
    expect(wanted.filter((each) => !proved.includes(each) && !each.startsWith('print'))).toEqual([])
    expect([...hookTypes].sort()).toEqual(hookDefinitions.map(({ type }) => type).sort())
  })

  it.each(saved.cases.map((each) => [each.title, each] as const))('%s', async (_, each) => {
    const { session, until } = newSession()
    await session.handle({ kind: 'open', document: hookedDocument(each) })
    await session.handle({ kind: 'loadWeights', weights: writeSafetensors(tensorsOf(saved.weights)) })
    const inputs = (rows: number): Uint8Array =>
      writeSafetensors(tensorsOf({ x: saved.x.slice(0, rows), y: saved.y.slice(0, rows) }))
    const run = session.handle({ kind: 'run', inputs: inputs(2), mode: 'train', grad: true })
    const { values, losses, final, frozen = [] } = each
    // A loss without its history has no way back.
    if (
      each.net.some(({ type, pass, port }) => type === 'stop' && pass === 'forward' && port === 'loss.output')
    ) {
      await expect(run).rejects.toThrow('does not require grad')
      return
    }
    const found = readSafetensors((await run).tensors)
    const differ = (name: string): boolean =>
      name.startsWith('param_grad/') && frozen.includes(name.slice(11))
    const names = [...found.keys()].filter((name) => /^(param_grad|hook)\//.test(name) || name === 'grad/x')
    // A hook on the gradients of a module's inputs is not taken down by the script.
    const listed = names.filter((name) => name in values || !name.startsWith('hook/'))
    expect(listed.sort()).toEqual(
      Object.keys(values)
        .filter((name) => name !== 'loss' && !differ(name))
        .sort(),
    )
    for (const name of ['loss', ...listed]) expectClose(found.get(name)?.values, values[name]!, name)
    if (!each.trains) return
    await session.handle({ kind: 'useInputs', inputs: inputs(6) })
    await session.handle({ kind: 'train', options: { steps: 7, shuffle: false } })
    await until('done')
    const result = readSafetensors(await session.handle({ kind: 'result' }))
    expectClose(result.get('loss_curve')?.values, losses, 'losses')
    for (const [key, expected] of Object.entries(final))
      expectClose(result.get(`final/${key}`)?.values, expected, `final/${key}`)
  })

  const python = pythonForTests()
  it.skipIf(python === null)(
    `gives the same values in PyTorch ${python?.version}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'gradwire-hooks-'))
      try {
        const path = join(folder, 'hooks.json')
        execFileSync(python!.path, ['-W', 'ignore', new URL('hooks.py', import.meta.url).pathname, path])
        const here = readSaved(path)
        expect(here.cases.map(({ title }) => title)).toEqual(saved.cases.map(({ title }) => title))
        for (const [i, { title, values, losses, final }] of here.cases.entries()) {
          const known = saved.cases[i]!
          expect(Object.keys(values), title).toEqual(Object.keys(known.values))
          for (const [name, value] of Object.entries(values))
            expectClose(value.values, known.values[name]!, `${title}: ${name}`)
          expectClose(losses.values, known.losses, `${title}: losses`)
          for (const [key, value] of Object.entries(final))
            expectClose(value.values, known.final[key]!, `${title}: final/${key}`)
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
    120_000,
  )
})
