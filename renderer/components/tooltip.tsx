import type { ReactElement, ReactNode } from 'react'
import { Tooltip, TooltipTrigger } from 'react-aria-components'
import type { KeyCombination } from '../app/keys.ts'
import { Keys } from './keys.tsx'
import styles from './tooltip.module.css'

interface WithTooltipProps {
  readonly words: string
  readonly keys?: KeyCombination | undefined
  /** The button that it stands beside. */
  readonly children: ReactElement
}

/** A button whose purpose, and the keys that press it, appear beside it when it is pointed at or focused. */
export function WithTooltip({ words, keys, children }: WithTooltipProps): ReactNode {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <Tooltip className={styles.tooltip!} offset={6}>
        {words}
        {keys && <Keys keys={keys} />}
      </Tooltip>
    </TooltipTrigger>
  )
}
