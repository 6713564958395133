/** What counts of a training in which a comparison is nearer than the roundings that the rule allows. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { pythonForTests } from '../../../scripts/setup/python.mjs'

const python = pythonForTests()

/** A ReLU's slope, 0 or 1: the first number is 2⁻²² from where it jumps, the others are farther than eight roundings. */
const PROGRAM = `
import sys
import torch
sys.path.insert(0, sys.argv[1])
from magnitudes import growing_magnitudes, jumping_magnitudes

def compute(given):
    x = given["x"] - 1
    return {"mask": (x > 0).double() * given["scale"]}

values = {"x": torch.tensor([1 + 2.0**-22, 2.0, 0.5, 1.001], dtype=torch.float64), "scale": torch.full((4,), 1e-3)}
for find in (growing_magnitudes, jumping_magnitudes):
    *_, found = find(compute, values)
    print(*[float(each) for each in found["mask"].added])
`

it.skipIf(python === null)('counts a jump that lies within them, and none that does not', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const printed = execFileSync(python!.path, ['-c', PROGRAM, folder], { encoding: 'utf8' })
  const [smooth, jumping] = printed
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
  const far = [smooth, jumping].flatMap((sizes) => [sizes![1]!, sizes![2]!, sizes![3]!])
  for (const size of far) expect(size).toBeLessThan(0.01)
  expect(smooth![0]).toBeLessThan(0.01)
  // It is 1e-3 or 0, and either is equal then.
  expect(jumping![0]! * 2 ** -21).toBeGreaterThan(0.99e-3)
})
