/** `pack_padded_sequence` and `pad_packed_sequence`: sequences that are taken to be whole, as they lie in a tensor. */
import type { Arguments } from '../arguments'
import type { Note } from '../library'
import { refusals } from '../refusals'
import { bind, parsed } from '../signatures'
import type { Tracer } from '../tracer'
import { isKind, list, UNKNOWN } from '../values'
import type { Value } from '../values'
import { laidOut } from './packed-layout'

const PACK = 'input, lengths, batch_first=False, enforce_sorted=True'
const PAD = 'sequence, batch_first=False, padding_value=0.0, total_length=None'

/** What the call gives; undefined for functions that are neither. */
export function callPacked(path: string, args: Arguments, tracer: Tracer, note: Note): Value | undefined {
  const [, name] = /^torch\.nn\.utils\.rnn\.(pack_padded_sequence|pad_packed_sequence)$/.exec(path) ?? []
  if (name === undefined) return undefined
  const bound = bind(name, parsed(name === 'pack_padded_sequence' ? PACK : PAD), args)
  const first = bound.get('batch_first') === true
  if (name === 'pack_padded_sequence') {
    const input = tracer.tensor(bound.get('input'), args.line)
    if (input === null) return UNKNOWN
    note(refusals.packed(), args.line)
    return { ...input, packed: first ? 'batch' : 'time' }
  }
  const sequence = bound.get('sequence')
  if (!isKind(sequence, 'tensor') || sequence.packed === undefined) return UNKNOWN
  const padded = laidOut(sequence, first ? 'batch' : 'time', tracer, args.line)
  return list([{ ...padded, packed: undefined }, UNKNOWN], true)
}
