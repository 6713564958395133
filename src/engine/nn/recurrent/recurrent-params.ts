import { camelOptions } from '../node-builder'

export interface RecurrentParams {
  input_size: number
  hidden_size: number
}

/** How a graph makes one: the sizes, and everything else as options. */
export function recurrent<M>(Layer: new (input: number, hidden: number, options: object) => M) {
  return ({ input_size: input, hidden_size: hidden, ...rest }: RecurrentParams): M =>
    new Layer(input, hidden, camelOptions(rest))
}
