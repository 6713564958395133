/** The first runs take longer: TensorFlow and JavaScript make themselves ready. */
const WARMING_UP = 40
/** So many runs of each are timed. */
const TRIES = 8
/** So many follow each other: the first has to fetch what the other way has changed, and a busy moment weighs on both. */
const BLOCK = 4
/** How much longer than the calls a graph may take, as timings vary by themselves. */
const MARGIN = 1.03

/** Whether a graph is quicker than the calls that it comes from: some runs of both are timed, in turns. */
export class Race {
  private readonly times = { graph: [] as number[], calls: [] as number[] }

  /** Who runs next; null: it is over. */
  get turn(): 'graph' | 'calls' | null {
    const [graph, calls] = [this.times.graph.length - WARMING_UP, this.times.calls.length]
    if (graph < TRIES && Math.floor(graph / BLOCK) <= Math.floor(calls / BLOCK)) return 'graph'
    return calls < TRIES ? 'calls' : null
  }

  /** Takes the milliseconds of whoever's turn it is. */
  add(milliseconds: number): void {
    const { turn } = this
    if (turn) this.times[turn].push(milliseconds)
  }

  /** Whether it is over, and the calls were quicker. */
  get callsWin(): boolean {
    const { graph, calls } = this.times
    return this.turn === null && Math.min(...graph) > MARGIN * Math.min(...calls)
  }
}
