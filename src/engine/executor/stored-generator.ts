/** A generator of random numbers in a file: its block in a tensor of its own, the rest as JSON. */
import { z } from 'zod'
import type { SafeTensor } from '../../graph/formats/safetensors'
import type { GeneratorState } from '../random/generator'
import type { TensorFile } from './executor'
import { damagedCheckpoint } from './problem'

/** The block of a generator, and the place in it. */
const TWISTER_NUMBERS = 625

export const storedGenerator = z.object({
  seed: z.int(),
  spare: z.custom<number>((value) => typeof value === 'number').nullable(),
})
export type StoredGenerator = z.infer<typeof storedGenerator>

export function packGenerator(
  name: string,
  { seed, spare, twister }: GeneratorState,
  file: TensorFile,
): StoredGenerator {
  const { block, next } = twister
  file.addValues(name, 'I32', [TWISTER_NUMBERS], Int32Array.of(...new Int32Array(block.buffer), next))
  return { seed, spare }
}

/** Errors: no block, or one that no generator has. */
export function readGenerator(
  { seed, spare }: StoredGenerator,
  stored: SafeTensor | undefined,
): GeneratorState {
  const numbers = Uint32Array.from(integers(stored))
  const next = numbers.at(-1)
  if (numbers.length !== TWISTER_NUMBERS || next === undefined || next >= TWISTER_NUMBERS)
    throw damagedCheckpoint()
  return { seed, spare, twister: { block: numbers.slice(0, -1), next } }
}

/** Errors: no whole numbers. */
export function integers(stored: SafeTensor | undefined): Int32Array {
  if (!(stored?.values instanceof Int32Array)) throw damagedCheckpoint()
  return stored.values
}
