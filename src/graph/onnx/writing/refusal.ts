/** A node that cannot be written as it is set or wired. */
export class OnnxRefusal extends Error {
  override name = 'OnnxRefusal'

  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message)
  }
}
