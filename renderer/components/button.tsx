import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import type { KeyCombination } from '../app/keys.ts'
import styles from './button.module.css'
import type { Icon } from './icons.tsx'
import { WithTooltip } from './tooltip.tsx'

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** `primary`: the one thing to do on this screen. `quiet`: without a frame. */
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly icon?: Icon
  readonly children: ReactNode
}

export function Button({ variant = 'plain', icon: Icon, children, ...props }: ButtonProps): ReactNode {
  return (
    <AriaButton {...props} className={`${styles.button} ${styles[variant]}`}>
      {Icon && <Icon size={16} />}
      {children}
    </AriaButton>
  )
}

export interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'aria-label'> {
  readonly icon: Icon
  /** What it does: its name for screen readers and its tooltip. */
  readonly label: string
  readonly keys?: KeyCombination
  readonly pressed?: boolean
}

export function IconButton({ icon: Icon, label, keys, pressed, ...props }: IconButtonProps): ReactNode {
  return (
    <WithTooltip words={label} keys={keys}>
      <AriaButton {...props} aria-label={label} {...(pressed !== undefined && { 'aria-pressed': pressed })} className={`${styles.button} ${styles.icon}`}>
        <Icon size={17} />
      </AriaButton>
    </WithTooltip>
  )
}
