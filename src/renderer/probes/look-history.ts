/** What was seen of each lane, look after look. */

/** One look at one lane. */
export interface FlowLook {
  step: number
  /** The size that is followed. */
  value: number
  /** Whether a value is NaN or infinite. */
  notFinite: boolean
}

/** So many looks are kept of a lane. */
export const MOST_LOOKS = 240

/** Of the lanes of one document, by their key. */
export class LookHistory {
  private readonly lanes = new Map<string, FlowLook[]>()

  /** Adds a look; a step that was seen is not seen twice, and one of a run that began anew forgets the run before. */
  add(key: string, look: FlowLook): void {
    let looks = this.lanes.get(key)
    const last = looks?.at(-1)
    if (last?.step === look.step) looks!.pop()
    if (!looks || (last && look.step < last.step)) this.lanes.set(key, (looks = []))
    looks.push(look)
    if (looks.length > MOST_LOOKS) looks.shift()
  }

  looks(key: string): readonly FlowLook[] {
    return this.lanes.get(key) ?? []
  }
}
