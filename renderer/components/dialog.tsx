import { useEffect, useRef, type ReactNode } from 'react'
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
        <Content>
          <Heading slot="title" className={titleHidden ? 'visually-hidden' : styles.title!}>
            {title}
          </Heading>
          {children}
        </Content>
      </Modal>
    </ModalOverlay>
  )
}

/**
 * A button that is pressed often goes, or can no longer be pressed, and takes the focus with it, of which no event tells:
 * the dialog then takes it, else neither Escape nor Tab would be heard.
 */
function Content({ children }: { readonly children: ReactNode }): ReactNode {
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    const observer = new MutationObserver(() => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) dialog.focus()
      })
    })
    observer.observe(dialog, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] })
    return () => observer.disconnect()
  }, [])
  return (
    <AriaDialog ref={ref} className={styles.dialog!} data-modal="">
      {children}
    </AriaDialog>
  )
}
