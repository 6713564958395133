/** How much random tests do: once what suits every change, and many times that in `npm run test:long`. */
const SCALE = Number(process.env.GRADWIRE_TEST_SCALE || 1)
if (!(SCALE >= 1))
  throw new Error(`GRADWIRE_TEST_SCALE is a number from 1, not '${process.env.GRADWIRE_TEST_SCALE}'.`)

/** A number of tries, seeds or steps, as many times as GRADWIRE_TEST_SCALE says. @param {number} count */
export function times(count) {
  return Math.round(count * SCALE)
}
