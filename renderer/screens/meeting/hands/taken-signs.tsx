import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Taken } from '../../../../shared/agenda/taken.ts'
import type { AgendaItemId } from '../../../../shared/model/identifiers.ts'
import { initialsOf } from '../../../../shared/sharing/person-signs.ts'
import { Hand } from '../../../components/icons.tsx'
import { WithTooltip } from '../../../components/tooltip.tsx'
import { usePersonColours } from '../../sharing/use-sharing.ts'
import { useDesk } from '../desk.tsx'
import styles from './hands.module.css'
import { TAKE_KEYS, type Taking } from './taking.ts'

/** Who has taken an item, in its row of the agenda; an item that follows another shows it more quietly. */
export function RowTaken({ item, taken }: { readonly item: AgendaItemId; readonly taken: Taken | undefined }): ReactNode {
  const { t } = useTranslation('sharing')
  const { facts, readOnly } = useDesk()
  const colourOf = usePersonColours(facts.workspace)
  if (!taken || readOnly) return null
  const words = t('taken.by', { name: taken.by })
  return (
    <span className={styles.tag} data-hand={colourOf(taken.by)} data-follows={taken.from !== item || undefined} title={words}>
      <Hand size={10} isBold />
      <span aria-hidden>{initialsOf(taken.by)}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  )
}

/** Who has taken the item at hand, in words, with the button that takes it or gives it back. */
export function ItemTaken({ taking }: { readonly taking: Taking | undefined }): ReactNode {
  const { t } = useTranslation('sharing')
  const { facts } = useDesk()
  const colourOf = usePersonColours(facts.workspace)
  if (!taking) return null
  const { taken, isOwn, follows, step } = taking
  const gives = isOwn && follows === undefined
  const does = t(gives ? 'taken.commands.giveBack' : 'taken.commands.take')
  const words = taken && t(follows === undefined ? (isOwn ? 'taken.byYou' : 'taken.by') : isOwn ? 'taken.byYouAbove' : 'taken.byAbove', { name: taken.by, above: follows })
  return (
    <span className={styles.taken} data-hand={taken && colourOf(taken.by)}>
      <WithTooltip words={does} keys={TAKE_KEYS}>
        <AriaButton className={styles.take!} aria-label={does} isDisabled={isOwn && !gives} onPress={step}>
          <Hand size={14} isBold={gives} />
          {!taken && t('taken.take')}
        </AriaButton>
      </WithTooltip>
      {words && (
        <span className={styles.taker} title={words}>
          {words}
        </span>
      )}
    </span>
  )
}
