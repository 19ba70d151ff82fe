import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ySyncPluginKey } from 'y-prosemirror'
import type * as Y from 'yjs'
import { bodyFragment } from '../../../../shared/model/body.ts'
import type { AgendaItemId } from '../../../../shared/model/identifiers.ts'
import { X } from '../../../components/icons.tsx'
import { useDesk } from '../desk.tsx'
import { ItemPresence } from '../presence.tsx'
import styles from './hands.module.css'
import type { Taking } from './taking.ts'

/** Of what has been said already: once for each item and each who took it. */
const said = new Set<string>()

/** Below the head: who else is at the item; and, once one writes in it, that somebody else has taken it. It moves nothing. */
export function ItemHands({ item, taking }: { readonly item: AgendaItemId; readonly taking: Taking | undefined }): ReactNode {
  const { t } = useTranslation(['sharing', 'common'])
  const { goTo } = useDesk()
  const taker = taking?.taken && !taking.isOwn ? taking.taken.by : undefined
  const [isShown, setShown] = useWritingBeside(item, taker)
  return (
    <>
      <span role="status" className={isShown ? styles.notice : 'visually-hidden'}>
        {isShown && taker !== undefined && (
          <>
            {t('taken.notice', { name: taker })}
            <button
              type="button"
              className={styles.close}
              aria-label={t('taken.noticed')}
              // The caret stays in the text; who came by the keyboard goes back there.
              onMouseDown={(event) => event.preventDefault()}
              onClick={(event) => {
                if (document.activeElement === event.currentTarget) goTo('item')
                setShown(false)
              }}
            >
              <X size={13} />
            </button>
          </>
        )}
      </span>
      {!isShown && <ItemPresence item={item} />}
    </>
  )
}

/** True from the first letter that this person writes into what somebody else has taken. */
function useWritingBeside(item: AgendaItemId, taker: string | undefined): readonly [boolean, (isShown: boolean) => void] {
  const { id, meeting, language } = useDesk()
  const [shownFor, setShownFor] = useState<string>()
  useEffect(() => {
    if (taker === undefined || said.has(`${id}/${item}/${taker}`)) return
    const body = bodyFragment(meeting.document, item, language)
    const stop = () => body.unobserveDeep(onChange)
    const onChange = (_events: unknown, { local, origin }: Y.Transaction) => {
      if (!local || origin !== ySyncPluginKey) return
      said.add(`${id}/${item}/${taker}`)
      stop()
      setShownFor(taker)
    }
    body.observeDeep(onChange)
    return stop
  }, [id, meeting, language, item, taker])
  return [taker !== undefined && shownFor === taker, (isShown) => setShownFor(isShown ? taker : undefined)]
}
