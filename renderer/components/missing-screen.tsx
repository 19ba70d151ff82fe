import type { ReactNode } from 'react'
import { go } from '../app/route.ts'
import { Button } from './button.tsx'
import { EmptyState } from './notice.tsx'
import { ScreenFrame } from './screen-frame.tsx'

interface MissingScreenProps {
  /** Only read out. */
  readonly heading: string
  readonly title: string
  readonly explanation: string
  /** The button that leads home. */
  readonly action: string
}

/** Instead of a screen about what is not there, or not any more. */
export function MissingScreen({ heading, title, explanation, action }: MissingScreenProps): ReactNode {
  return (
    <ScreenFrame title={<h1 className="visually-hidden">{heading}</h1>}>
      <EmptyState title={title} action={<Button onPress={() => go({ screen: 'home' })}>{action}</Button>}>
        {explanation}
      </EmptyState>
    </ScreenFrame>
  )
}
