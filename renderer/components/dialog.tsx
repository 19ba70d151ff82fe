import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { focusOrigin, isFocusNowhere, rememberOrigin, returnFocus } from './focus-return.ts'
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
        <Content onClose={onClose}>
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
 * A button that was pressed often goes, or can no longer be pressed, and takes the focus with it: then the dialog takes
 * it, else neither Escape nor Tab would be heard. Only where nobody has it: not when the person went elsewhere, another
 * dialog stands above, something in here was given it, or this one closes and it goes back to where it was.
 */
function Content({ onClose, children }: Pick<DialogProps, 'onClose' | 'children'>): ReactNode {
  const ref = useRef<HTMLElement>(null)
  const close = useRef(onClose)
  close.current = onClose
  // Read while this is drawn for the first time: nothing in here has the keyboard yet.
  const [origin] = useState(() => focusOrigin(document.activeElement))
  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    rememberOrigin(dialog, origin)
    let wasInside = dialog.contains(document.activeElement)
    let timer: ReturnType<typeof setTimeout> | undefined
    const onFocus = ({ target }: FocusEvent) => {
      wasInside = dialog.contains(target as Node | null)
    }
    const isLost = () => wasInside && isFocusNowhere() && dialog.isConnected && !dialog.closest('[data-exiting]')
    const look = () => {
      timer = undefined
      if (isLost()) dialog.focus()
    }
    // A key that comes before that is meant for the dialog too.
    const onKey = ({ key }: KeyboardEvent) => {
      if (!isLost()) return
      dialog.focus()
      if (key === 'Escape') close.current()
    }
    // Not put off by what goes on changing.
    const observer = new MutationObserver(() => (timer ??= setTimeout(look, LOST_AFTER)))
    document.addEventListener('focusin', onFocus)
    document.addEventListener('keydown', onKey, { capture: true })
    observer.observe(dialog, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] })
    return () => {
      observer.disconnect()
      clearTimeout(timer)
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('keydown', onKey, { capture: true })
      setTimeout(() => returnFocus(origin), LOST_AFTER)
    }
  }, [origin])
  return (
    <AriaDialog ref={ref} className={styles.dialog!} data-modal="">
      {children}
    </AriaDialog>
  )
}

/** Whoever wants to give the focus to something does so within two frames; in milliseconds. */
const LOST_AFTER = 50
