import { defineElementwise } from './elementwise'

/** input − other, element by element. Shape: the two inputs broadcast. */
export const sub = defineElementwise({
  type: 'Sub',
  doc: 'input − other, element by element.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.sub.html',
  stem: 'sub',
  operator: '-',
})
