import { defineElementwise } from './elementwise'

/** input · other, element by element. Shape: the two inputs broadcast. */
export const mul = defineElementwise({
  type: 'Mul',
  doc: 'input · other, element by element.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.mul.html',
  stem: 'mul',
  operator: '*',
})
