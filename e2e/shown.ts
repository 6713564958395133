/** Numbers as the page writes them, read back and compared with PyTorch's: docs/testing.md. */
import { expect } from '@playwright/test'
import { allowed } from '../src/engine/reference/tolerance'
import { numberText } from '../src/renderer/texts/number-text'

type NumberName = 'min' | 'max' | 'mean' | 'std' | 'norm'
/** What PyTorch has of a tensor, and what was added into each number; reference/tensor_numbers.py saves it. */
export type SeenNumbers = Record<NumberName, number> & { magnitudes: Record<NumberName, number> }

/** `−1,234.5` as −1234.5. */
export function readNumber(text: string | null): number {
  return Number((text ?? '').replaceAll(',', '').replaceAll('−', '-'))
}

/** Waits until the page shows of a number what it shows of PyTorch's, or of one that is equal to it. */
export async function expectShown(
  read: () => Promise<number>,
  exact: number,
  magnitude = 0,
  what = '',
): Promise<void> {
  const apart = async () => {
    const shown = await read()
    return isShown(shown, exact, magnitude) ? null : `${what} ${shown} where PyTorch has ${exact}`
  }
  await expect.poll(apart).toBeNull()
}

/** As above for some numbers of a tensor. */
export async function expectSeen(
  read: (name: NumberName) => Promise<number>,
  seen: SeenNumbers,
  names: readonly NumberName[] = ['min', 'max', 'mean', 'std', 'norm'],
): Promise<void> {
  for (const name of names) await expectShown(() => read(name), seen[name], seen.magnitudes[name], name)
}

function isShown(shown: number, exact: number, magnitude: number): boolean {
  const [least, most] = [-1, 1].map((side) =>
    readNumber(numberText(exact + side * allowed(exact, magnitude))),
  ) as [number, number]
  return least <= shown && shown <= most
}
