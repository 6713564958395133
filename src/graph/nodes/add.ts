import { defineElementwise } from './elementwise'

/** input + other, element by element. Shape: the two inputs broadcast. */
export const add = defineElementwise({
  type: 'Add',
  doc: 'input + other, element by element.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.add.html',
  stem: 'add',
  operator: '+',
})
