/** Whether a net is trained quicker with one thread: two engines take its steps in turns. */
import type { TrainingOptions } from '../../engine/protocol'
import type { EngineClient } from './engine-client'
import { tell } from '../../words/tell'

/** An engine gets ready in so many milliseconds: graphs are made, and kernels chosen. */
const WARM_UP = 300
/** So many milliseconds each have their turn, so often. */
const BLOCK = 80
const BLOCKS = 4
/** How much quicker one thread has to be, as timings vary by themselves, and it rounds otherwise. */
const MARGIN = 0.92

/** What an engine's environment says of its threads. */
export type ThreadCount = Readonly<Record<string, string>>
/** An engine with one thread. */
export const ONE_THREAD: ThreadCount = { TF_NUM_INTRAOP_THREADS: '1' }
/** An engine with as many as the machine has. */
export const ALL_THREADS: ThreadCount = {}

/** What an engine with one thread was found to take, and one with more. */
export interface ThreadChoice {
  engine: EngineClient
  /** Milliseconds a step. */
  alone: number
  together: number
}

/**
 * Chooses between an engine and one with a single thread; who is not chosen is ended. Nothing is left of the steps that are timed.
 *
 * @param startOther Starts an engine with one thread, and brings it where the first one is.
 * @returns null: there was nothing to choose, or it failed, and the first one goes on
 */
export async function chooseThreads(
  engine: EngineClient,
  options: TrainingOptions,
  startOther: () => Promise<EngineClient>,
): Promise<ThreadChoice | null> {
  if (!(await hasChoice(engine))) return null
  let other: EngineClient | undefined
  let chosen: EngineClient = engine
  try {
    if ((await msOf(engine, options, WARM_UP)) === null) return null
    other = await startOther()
    if ((await msOf(other, options, WARM_UP)) === null) return null
    const [together, alone] = await race(engine, other, options)
    if (alone < MARGIN * together) chosen = other
    return { engine: chosen, alone, together }
  } catch {
    return null
  } finally {
    if (chosen === engine) other?.close(true)
    else engine.close(true)
  }
}

/** Why an engine has so many threads, for the log. */
export function whyThreads({ alone, together }: ThreadChoice, threads: number): string {
  const ms = { alone: alone.toFixed(2), together: together.toFixed(2) }
  return threads === 1
    ? tell(
        'train.one_thread_is_quicker',
        'One thread trains this net quicker: a step takes {{alone}} ms instead of {{together}}.',
        ms,
      )
    : tell(
        'train.all_threads_are_quicker',
        '{{threads, number}} threads train this net quicker: a step takes {{together}} ms, and {{alone}} with one.',
        { ...ms, threads },
      )
}

/** Whether the number of threads is TensorFlow's alone, and nobody has asked for one. */
export async function hasChoice(engine: EngineClient): Promise<boolean> {
  const { backend, threads } = await engine.ready
  return backend === 'tensorflow' && threads > 1 && !process.env.TF_NUM_INTRAOP_THREADS
}

/** The quickest block of each, in milliseconds a step. */
async function race(
  first: EngineClient,
  second: EngineClient,
  options: TrainingOptions,
): Promise<[number, number]> {
  const least: [number, number] = [Infinity, Infinity]
  const take = async (which: 0 | 1): Promise<void> => {
    const ms = await msOf(which === 0 ? first : second, options, BLOCK)
    least[which] = Math.min(least[which], ms ?? Infinity)
  }
  for (let block = 0; block < BLOCKS; block++) {
    await take(0)
    await take(1)
  }
  return least
}

/** What the median step takes; null: it is not worth the question. 0 milliseconds: no step is taken, and it may be worth it. */
export async function msOf(
  engine: EngineClient,
  options: TrainingOptions,
  milliseconds: number,
): Promise<number | null> {
  return (await engine.request({ kind: 'trial', milliseconds, options })).ms
}
