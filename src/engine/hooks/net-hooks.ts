/** What the hooks of one net share: the step, their generators, and who listens to them. */
import type { Tensor } from '../core/tensor'
import { Generator } from '../random/generator'
import type { GeneratorState } from '../random/generator'

/** Sees what comes to a hook, and what leaves it; `part` tells the tensors of one call apart where there are several. */
export type HookWatcher = (
  at: { readonly path: readonly string[]; readonly hook: string },
  when: 'before' | 'after',
  value: Tensor,
  part: number | null,
) => void

/** Takes what a hook prints, and which hook it is: its id in a definition, and the ids of the instances around that. */
export type HookListener = (
  text: string,
  from: { readonly module: string; readonly hook: string; readonly path: readonly string[] },
) => void

export class NetHooks {
  /** The number of the training step, from 1; 0 where nothing was trained. */
  step = 0
  /** While true no hook acts on a pass forward. */
  off = false
  /** Takes down what passes through hooks; null: nobody looks. */
  watcher: HookWatcher | null = null
  /** Takes the text of `print` and `stats`. */
  say: HookListener = () => undefined
  private readonly generators = new Map<string, Generator>()
  /** States of generators that nobody has asked for yet. */
  private waiting: Readonly<Record<string, GeneratorState>> = {}

  /** The generator of a hook, which all instances of its module draw from. */
  generator(hook: string, seed: number): Generator {
    const known = this.generators.get(hook)
    if (known) return known
    const fresh = new Generator(seed)
    const state = Object.hasOwn(this.waiting, hook) ? this.waiting[hook] : undefined
    if (state?.seed === seed) fresh.setState(state)
    this.generators.set(hook, fresh)
    return fresh
  }

  /** Where the generators are; those that drew nothing yet are at their seeds. */
  store(): Record<string, GeneratorState> {
    const drawn = [...this.generators].map(([hook, generator]) => [hook, generator.getState()] as const)
    return { ...this.waiting, ...Object.fromEntries(drawn) }
  }

  /** Goes on from there; one whose seed is another now begins anew. */
  restore(stored: Readonly<Record<string, GeneratorState>>): void {
    this.waiting = stored
    for (const [hook, generator] of this.generators) {
      const seed = generator.initialSeed()
      const state = Object.hasOwn(stored, hook) ? stored[hook] : undefined
      if (state?.seed === seed) generator.setState(state)
      else generator.manualSeed(seed)
    }
  }

  /** Runs `body`; what hooks print in it is said when it is done, and not at all where it ends with an error that `unsaid` knows. */
  saidAfter<T>(body: () => T, unsaid: (error: unknown) => boolean): T {
    const { say } = this
    const said: Parameters<HookListener>[] = []
    this.say = (...each) => void said.push(each)
    try {
      return body()
    } catch (error) {
      if (unsaid(error)) said.length = 0
      throw error
    } finally {
      this.say = say
      for (const each of said) say(...each)
    }
  }

  /** Runs `body` so that nothing of it is heard, watched or remembered, unless it sets a watcher of its own: a look at the net, no training. */
  aside<T>(body: () => T): T {
    const { step, watcher, say } = this
    const stored = this.store()
    Object.assign(this, { watcher: null, say: () => undefined })
    try {
      return body()
    } finally {
      Object.assign(this, { step, watcher, say })
      this.restore(stored)
    }
  }
}
