/** The name of a tensor in the model. */
export type Value = string
