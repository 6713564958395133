/** The engine of a net that has trained is killed while one edits it, or saves it with its weights: neither edits nor weights may be missing afterwards. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Editor } from '../../e2e/fixtures'
import type { RunningHost } from '../../e2e/host'
import { epochsIn, SteadyEdits } from './steady-edits'
import type { Work } from './engine-kills'
import { MOST_LOST } from './outcome'
import { distance, endless, TrainedAlike, valuesIn, type Had } from './trained-weights'
import { openFile } from './window'

const TRAINED_MS = 1000
/** How long a saving may wait for the next engine, which has the weights. */
const PATIENCE_MS = 60_000

export function editing(host: RunningHost): Work {
  return edited(host, false)
}

export function saving(host: RunningHost): Work {
  return edited(host, true)
}

function edited({ home }: RunningHost, saves: boolean): Work {
  const { name, document } = endless('xor-mlp', home)
  const [file, weights] = [join(home, name), join(home, name.replace('.json', '.safetensors'))]
  const alike = new TrainedAlike(document)
  let edits: SteadyEdits
  let isKept = false
  return {
    what: `engine, while ${saves ? 'saving' : 'editing'}`,
    begin: async (editor) => {
      // As before the window before.
      endless('xor-mlp', home)
      rmSync(weights, { force: true })
      await openFile(editor, name)
      await trainFor(editor, TRAINED_MS)
      if (saves) await saveWeightsToo(editor)
      edits = new SteadyEdits(editor, saves)
      edits.start()
      await pause(1000)
    },
    end: async () => {
      // Edits go on while there is no engine.
      await pause(1000)
      await edits.stop()
      if (saves) isKept = await becomes(() => epochsIn(readFileSync(file, 'utf8')) === edits.last)
      else {
        await pause(MOST_LOST)
        isKept = edits.lostAt(Date.now(), home) === 0
      }
    },
    judge: async (had) => {
      if (!isKept) return 'EDITS MISSING'
      if (saves && !hasWeights(weights, had)) return 'OTHER WEIGHTS SAVED'
      return had.step === 0 ? 'of no step' : alike.judge(had)
    },
    close: () => alike.close(),
  }
}

/** Trains so long, and pauses. */
export async function trainFor(editor: Editor, milliseconds: number): Promise<void> {
  await editor.button('Train').click()
  await editor.button('Pause').waitFor()
  await pause(milliseconds)
  await editor.button('Pause').click()
  await editor.button('Resume').waitFor()
}

export async function saveWeightsToo({ page }: Editor): Promise<void> {
  await page.getByRole('button', { name: 'Main menu' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Save weights with the graph' }).click()
  await page.keyboard.press('Escape')
}

function hasWeights(path: string, { weights }: Had): boolean {
  return existsSync(path) && distance(valuesIn(readFileSync(path)), weights) === 0
}

async function becomes(look: () => boolean): Promise<boolean> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(200)) if (look()) return true
  return false
}
