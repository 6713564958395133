/** An answer that comes when it is ready: the commands that follow do not wait for it. */
export class Later {
  readonly answer: Promise<unknown>

  constructor(answer: Promise<unknown>) {
    this.answer = answer
    answer.catch(() => undefined)
  }
}
