/** What a person feeds the net of a document by hand, and what came of it. */
import { createStore, useStore } from 'zustand'
import type { StoreApi } from 'zustand'
import type { ByHandResult, HandCall, HandInput } from '../../engine/protocol'
import type { HostProblem } from '../../main/contract'
import { assertNever } from '../../graph/basics/assert-never'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { problemOf } from '../host/host-call-error'
import { useSession } from '../session/session-provider'
import type { DocumentSession } from '../session/document-session'
import { slotsOf } from './slots'
import type { Slot } from './slots'

/** What an input is given. */
export type Given =
  | { kind: 'randn'; seed: number }
  | { kind: 'zeros' }
  | { kind: 'ones' }
  | { kind: 'constant'; value: number }
  | { kind: 'sample'; index: number }
  /** The values of a `picture` go from 0 to 1. */
  | { kind: 'file'; name: string; tensor: SafeTensor; picture: boolean }
  | { kind: 'drawn'; values: Float32Array }

export type GivenKind = Given['kind']

/** What the net gave, call by call. */
export interface FeedResult {
  report: ByHandResult
  tensors: SafeTensors
  /** What it came of. */
  of: Pick<FeedState, 'given' | 'mode'>
}

export interface FeedState {
  /** By the slots' keys; a slot without one has what {@link givenTo} says. */
  given: Readonly<Record<string, Given>>
  mode: 'eval' | 'train'
  /** Whose values the wires show. */
  shown: HandCall
  busy: boolean
  result: FeedResult | null
  problem: HostProblem | null
}

export type FeedStore = StoreApi<FeedState>

const stores = new WeakMap<DocumentSession, FeedStore>()

export function feedStore(session: DocumentSession): FeedStore {
  const known = stores.get(session)
  if (known !== undefined) return known
  const store = createStore<FeedState>(() => ({
    given: {},
    mode: 'eval',
    shown: 'call',
    busy: false,
    result: null,
    problem: null,
  }))
  stores.set(session, store)
  // Another document takes something else.
  session.editor.subscribe((now, before) => {
    if (now.loads !== before.loads) store.setState({ given: {}, result: null, problem: null })
  })
  // What came of another net, or of other weights, is no result of this one.
  session.run.subscribe((now, before) => {
    const begins = now.progress.state === 'running' && before.progress.state !== 'running'
    if (now.opened !== before.opened || begins) store.setState({ result: null, problem: null })
  })
  return store
}

export function useFeed<T>(select: (state: FeedState) => T): T {
  return useStore(feedStore(useSession()), select)
}

/** Whether what is shown came of something else than what is chosen now. */
export function isPast({ result, given, mode, busy }: FeedState): boolean {
  return result !== null && !busy && (result.of.given !== given || result.of.mode !== mode)
}

/** What a slot is given: what was chosen, else noise; a target the sample's, or 0. */
export function givenTo(slot: Slot, { given }: Pick<FeedState, 'given'>, slots: readonly Slot[]): Given {
  const chosen = given[slot.key]
  if (chosen !== undefined) return chosen
  if (!slot.target) return slot.dtype === 'float32' ? { kind: 'randn', seed: 0 } : { kind: 'zeros' }
  const beside = slots.find((other) => other.node === slot.node && given[other.key]?.kind === 'sample')
  return (beside && given[beside.key]) ?? { kind: 'zeros' }
}

/** Runs the net on what is given; what the wires show is then of this pass. */
export async function runByHand(session: DocumentSession): Promise<void> {
  const store = feedStore(session)
  if (store.getState().busy) return
  store.setState({ busy: true })
  try {
    await session.engine.settled()
    const state = store.getState()
    const { inputs, tensors } = inputsOf(session, state)
    const report = await session.host.engine({
      kind: 'byHand',
      inputs,
      mode: state.mode,
      shown: state.shown,
      ...(tensors.size > 0 ? { tensors: writeSafetensors(tensors) } : {}),
    })
    const { given, mode } = state
    store.setState({
      result: { report, tensors: readSafetensors(report.tensors), of: { given, mode } },
      problem: null,
    })
  } catch (error) {
    store.setState({ problem: problemOf(error), result: null })
  } finally {
    store.setState({ busy: false })
  }
}

function inputsOf(
  { editor }: DocumentSession,
  state: FeedState,
): { inputs: HandInput[]; tensors: SafeTensors } {
  const slots = slotsOf(editor.getState().inference.main)
  const tensors: SafeTensors = new Map()
  const inputs = slots.map((slot): HandInput => {
    const { node, handle, dtype } = slot
    const given = givenTo(slot, state, slots)
    const shape = [...slot.shape]
    const place = { node, handle, dtype, shape }
    switch (given.kind) {
      case 'randn':
        return { ...place, from: { kind: 'randn', seed: given.seed } }
      case 'zeros':
        return { ...place, from: { kind: 'fill', value: 0 } }
      case 'ones':
        return { ...place, from: { kind: 'fill', value: 1 } }
      case 'constant':
        return { ...place, from: { kind: 'fill', value: given.value } }
      case 'sample':
        return { ...place, from: { kind: 'sample', index: given.index } }
      case 'file':
        tensors.set(slot.key, given.tensor)
        return {
          ...place,
          shape: [...given.tensor.shape],
          from: { kind: 'tensor', name: slot.key, picture: given.picture },
        }
      case 'drawn':
        tensors.set(slot.key, { dtype: 'F32', shape, values: given.values })
        return { ...place, from: { kind: 'tensor', name: slot.key, picture: true } }
      default:
        return assertNever(given)
    }
  })
  return { inputs, tensors }
}

/** Shows what flowed in the run again. */
export async function endByHand(session: DocumentSession): Promise<void> {
  await session.host.engine({ kind: 'endByHand' })
}
