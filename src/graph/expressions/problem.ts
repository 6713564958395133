/** What is wrong with the text of an expression. */
import type { Told } from '../../words/tell'

export interface ExpressionProblem extends Told {
  /** Where in the text, from 1. */
  column: number
}
