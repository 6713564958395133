/** Numbers as the page writes them, read back and compared with PyTorch's: docs/testing.md. */
import { allowed } from '../src/engine/reference/tolerance'
import { numberText } from '../src/renderer/texts/number-text'

/** `−1,234.5` as −1234.5. */
export function readNumber(text: string | null): number {
  return Number((text ?? '').replaceAll(',', '').replaceAll('−', '-'))
}

/** Whether the page shows of a number what it shows of PyTorch's, or of one that is equal to it. */
export function isShown(shown: number, exact: number, magnitude = 0): boolean {
  const [least, most] = [-1, 1].map((side) =>
    readNumber(numberText(exact + side * allowed(exact, magnitude))),
  ) as [number, number]
  return least <= shown && shown <= most
}
