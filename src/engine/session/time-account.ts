/** Time in milliseconds that may gather while nothing is due. */
const MOST_SAVED = 20

/** Bounds what a side job costs to a share of the main job's time, on average. */
export class TimeAccount {
  private readonly share: number
  private balance = 0
  /** What may still be spent at once. */
  private left = 0

  /** `share`: from 0 to 1. */
  constructor(share: number) {
    this.share = share
  }

  get overdrawn(): boolean {
    return this.balance <= 0
  }

  /** Where it is not overdrawn, so many milliseconds may be spent at once, whether or not they are earned yet. */
  begin(milliseconds: number): void {
    this.left = this.overdrawn ? 0 : milliseconds
  }

  /** Whether nothing more is to be spent: it is overdrawn, and what may be spent at once has been. */
  get spent(): boolean {
    return this.overdrawn && this.left <= 0
  }

  /** The main job took so long. */
  earn(milliseconds: number): void {
    this.balance = Math.min(this.balance + this.share * milliseconds, MOST_SAVED)
  }

  /** The side job took so long. */
  spend(milliseconds: number): void {
    this.balance -= milliseconds
    this.left -= milliseconds
  }
}
