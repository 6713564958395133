/** A text with its lines, and what the parser's nodes are in it. */
import type { SyntaxNode } from '@lezer/common'

const EXPRESSIONS =
  /Expression$|^(VariableName|Number|String|FormatString|ContinuedString|Boolean|None|Ellipsis|\.\.\.)$/

export class Source {
  private readonly starts: number[] = [0]

  constructor(private readonly whole: string) {
    for (let at = whole.indexOf('\n'); at >= 0; at = whole.indexOf('\n', at + 1)) this.starts.push(at + 1)
  }

  text({ from, to }: { from: number; to: number }): string {
    return this.whole.slice(from, to)
  }

  slice(from: number, to: number): string {
    return this.whole.slice(from, to)
  }

  /** Counted from 1. */
  lineAt(place: number): number {
    let low = 0
    let high = this.starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.starts[middle] ?? 0) <= place) low = middle
      else high = middle
    }
    return low + 1
  }

  children(node: SyntaxNode): SyntaxNode[] {
    const children: SyntaxNode[] = []
    for (let child = node.firstChild; child !== null; child = child.nextSibling)
      if (child.name !== 'Comment') children.push(child)
    return children
  }

  isExpression(node: SyntaxNode): boolean {
    return EXPRESSIONS.test(node.name)
  }
}
