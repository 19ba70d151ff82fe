import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import styles from './dialog.module.css'

export interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly size?: 'small' | 'medium' | 'large'
  /** The title is for screen readers alone. */
  readonly titleHidden?: boolean
  readonly children: ReactNode
}

/** A modal dialog: for what interrupts on purpose. Never while minutes are typed. Escape closes it. */
export function Dialog({ title, isOpen, onClose, size = 'small', titleHidden = false, children }: DialogProps): ReactNode {
  return (
    <ModalOverlay isOpen={isOpen} isDismissable onOpenChange={(open) => !open && onClose()} className={styles.overlay!}>
      <Modal className={`${styles.modal} ${styles[size]}`}>
        <AriaDialog className={styles.dialog!} data-modal="">
          <Heading slot="title" className={titleHidden ? 'visually-hidden' : styles.title!}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
