/** Multiplies a matrix with each of a stack again and again, and prints how many products were wrong. */
import { fromData, ready, scope } from '../index'

const numbers = (size: number): Float32Array => Float32Array.from({ length: size }, (_, i) => (i % 7) - 3)

/** What a kernel reads beyond its memory may be right by chance: in one of many places and sizes it is not. */
const ROUNDS = 400

await ready()
let wrong = 0
for (let round = 0; round < ROUNDS; round++) {
  scope(() => {
    const [count, m, k, n] = [2 + (round % 3), 7 + (round % 3), 5 + (round % 2), 5 + (round % 4)]
    const a = fromData(numbers(count * m * k), [count, 1, m, k])
    const b = fromData(numbers(k * n), [1, 1, k, n])
    // Whole numbers: nothing is rounded.
    const rows = a.reshape([count * m, k]).matmul(b.reshape([k, n]))
    if (!a.matmul(b).flatten().equal(rows.flatten())) wrong++
  })
}
console.log(`${wrong} wrong`)
