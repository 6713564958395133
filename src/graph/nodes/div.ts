import { defineElementwise } from './elementwise'

/** input / other, element by element. Shape: the two inputs broadcast. Type: float32. */
export const div = defineElementwise({
  type: 'Div',
  doc: 'input / other, element by element.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.div.html',
  stem: 'div',
  operator: '/',
  float: true,
})
