import { shape } from '../components/icons.tsx'
import { KIND_SHAPES } from './entry-view.ts'

/*
 * The shapes of the entries themselves (◆ ▢ ➤ ✓), so that a button and what it makes look alike. The two of lines are
 * Lucide's, in the same line as the icons beside them; as letters they would be thinner.
 */
export { Check as VoteIcon, Square as ActionIcon } from '../components/icons.tsx'
export const DecisionIcon = shape(KIND_SHAPES.decision, 0.82)
export const RecommendationIcon = shape(KIND_SHAPES.recommendation, 0.94)
