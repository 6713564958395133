/** Kills the engine, and in a row those that follow: the document stays, an engine is there again, and its weights are those of the last checkpoint. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from '@playwright/test'
import { gradwire, type Editor } from '../../e2e/fixtures'
import { ROOT, type RunningHost } from '../../e2e/host'
import { engineOf, forgetDrafts, isBack } from './killing'
import type { Outcome } from './outcome'
import { childrenOf } from './processes'
import { distance, endless, hadBy, TrainedAlike, valuesIn, type Had } from './trained-weights'
import { identityOf, openEditor, openFile, startFaultyHost } from './window'

/** What comes back is at most 5 s old; a run that is younger may begin anew. */
const TRAINED_MS = 6000

export interface Work {
  what: string
  begin: (editor: Editor, host: RunningHost) => Promise<void>
  end: (editor: Editor) => Promise<void>
  /** Whether the weights that are there afterwards are right; what is noted otherwise. */
  judge: (had: Had) => Promise<string>
  close: () => void
}

export async function engineKills(
  browser: Browser,
  count: number,
  row: number,
  workOf: (host: RunningHost) => Work,
): Promise<Outcome> {
  let lost = 0
  let slowest = 0
  const found = new Map<string, number>()
  const host = await startFaultyHost()
  const work = workOf(host)
  for (let kill = 0; kill < count; kill++) {
    // The window before may come back for a while, and so keeps its engine.
    const others = childrenOf(host.pid)
    const editor = await openEditor(browser, host)
    await work.begin(editor, host)
    for (let killed = 0; killed < row; killed++) {
      const pid = await engineOf(host, others)
      await pause(Math.random() * 1000)
      process.kill(pid, 'SIGKILL')
      others.push(pid)
    }
    const from = performance.now()
    const back = isBack(editor, await engineOf(host, others)).then((is) => {
      slowest = Math.max(slowest, performance.now() - from)
      return is
    })
    await work.end(editor)
    const isThere = await back
    const isEmpty = (await editor.page.locator('.react-flow__node').count()) === 0
    const identity = await identityOf(editor.page)
    await editor.page.close()
    const weights = await work.judge(await hadBy(host, identity))
    found.set(weights, (found.get(weights) ?? 0) + 1)
    if (!isThere || isEmpty || weights !== 'same') lost++
    forgetDrafts(host)
  }
  work.close()
  await host.stop()
  const which = [...found].map(([weights, times]) => `weights ${weights}: ${times}`).join(', ')
  const what = row === 1 ? work.what : `${work.what}, and the next one`
  return {
    what,
    kills: count,
    lost,
    note: `at most ${(slowest / 1000).toFixed(1)} s to the next one; ${which}`,
  }
}

export function training({ home }: RunningHost): Work {
  const { name, document } = endless('xor-mlp', home)
  const alike = new TrainedAlike(document)
  return {
    what: 'engine, while training',
    begin: async (editor) => {
      await openFile(editor, name)
      await editor.button('Train').click()
      await editor.button('Pause').waitFor()
      await pause(TRAINED_MS)
    },
    end: async () => {},
    judge: async (had) => (had.step === 0 ? 'of no step' : alike.judge(had)),
    close: () => alike.close(),
  }
}

export function importing({ home }: RunningHost): Work {
  const file = join(home, 'net.onnx')
  const sample = join(ROOT, 'resources/samples/resnet-small.json')
  const written = join(home, 'weights.safetensors')
  gradwire('export', sample, '--to', 'onnx', '--out', file)
  gradwire('export', sample, '--to', 'safetensors', '--out', written)
  const first = valuesIn(readFileSync(written))
  return {
    what: 'engine, while importing',
    begin: async (editor) => {
      await editor.drop('net.onnx', readFileSync(file))
    },
    // What was imported is told in a dialog over the window.
    end: async ({ page }) => {
      await page.getByRole('dialog', { name: 'Imported net.onnx' }).waitFor()
      await page.keyboard.press('Escape')
    },
    judge: ({ weights }) => Promise.resolve(sameValues(weights, first) ? 'same' : 'other'),
    close: () => undefined,
  }
}

/** Whatever they are called, and in whatever order: names of another program's file are not ours. */
export function sameValues(a: Had['weights'], b: Had['weights']): boolean {
  const texts = (each: Had['weights']) =>
    [...each.values()].map((values) => values.map((value) => value.toPrecision(5)).join()).toSorted()
  return distance(a, b) === 0 || texts(a).join(';') === texts(b).join(';')
}
