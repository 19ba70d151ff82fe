import type { ReactNode } from 'react'
import { CircleCheck, TriangleAlert } from './icons.tsx'
import styles from './notice.module.css'

/** A sentence that a person must see: what happened, what is safe, what to do. With the button that does it, if any. */
export function Notice({ kind, children, action }: { readonly kind: 'problem' | 'done'; readonly children: ReactNode; readonly action?: ReactNode }): ReactNode {
  const Icon = kind === 'problem' ? TriangleAlert : CircleCheck
  return (
    <div role={kind === 'problem' ? 'alert' : 'status'} className={`${styles.notice} ${styles[kind]}`}>
      <Icon size={17} />
      <div className={styles.words}>{children}</div>
      {action}
    </div>
  )
}

/** What an empty screen teaches: one sentence, and the one action that begins it. */
export function EmptyState({ title, children, action }: { readonly title: string; readonly children: ReactNode; readonly action?: ReactNode }): ReactNode {
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      <p>{children}</p>
      {action && <div className={styles.actions}>{action}</div>}
    </div>
  )
}
