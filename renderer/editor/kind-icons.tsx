import { createLucideIcon } from 'lucide-react'

/** The shapes of the entries themselves (◆ ▢ ➤ ✓), so that a button and what it makes look alike. */
export const DecisionIcon = createLucideIcon('decision', [['path', { d: 'M12 3 21 12 12 21 3 12Z', fill: 'currentColor', key: 'diamond' }]])
export const ActionIcon = createLucideIcon('action', [['rect', { x: '4', y: '4', width: '16', height: '16', rx: '3', key: 'square' }]])
export const RecommendationIcon = createLucideIcon('recommendation', [['path', { d: 'M3 5 21 12 3 19 8 12Z', fill: 'currentColor', key: 'arrow' }]])
export const VoteIcon = createLucideIcon('vote', [['path', { d: 'M4 13 10 19 20 5', key: 'tick' }]])
