import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { takenItems, takingStep, type Taken } from '../../../../shared/agenda/taken.ts'
import { agendaTree, findAgendaItem, type AgendaItem } from '../../../../shared/agenda/tree.ts'
import type { AgendaItemId } from '../../../../shared/model/identifiers.ts'
import { editAgendaRecord, readAgendaRecords } from '../../../../shared/model/meeting.ts'
import { useCommands } from '../../../app/commands.tsx'
import { useTables } from '../../../store/hooks.ts'
import { useOwnName, useSharing, useSharingDesk } from '../../sharing/use-sharing.ts'
import { useDesk } from '../desk.tsx'

export const TAKE_KEYS = 'Alt+J'

export interface Taking {
  readonly taken: Taken | undefined
  readonly isOwn: boolean
  /** The number of the item that this one follows. */
  readonly follows: string | undefined
  /** Takes the item, takes it over, or gives it back, and says so. */
  readonly step: () => void
}

/** Who has taken the minutes of an item; undefined where that is of no use: one person writes, or the minutes are published. */
export function useTaking(item: AgendaItem | undefined): Taking | undefined {
  const { t } = useTranslation('sharing')
  const { meeting, facts, readOnly, change, tell } = useDesk()
  const { show } = useSharingDesk()
  const records = useTables(meeting.document, ['agenda'], readAgendaRecords)
  const tree = useMemo(() => agendaTree(records), [records])
  const taken = useMemo(() => item && takenItems(tree).get(item.id), [tree, item])
  const isShared = useSharing(facts.workspace)?.state.kind === 'shared'
  const name = useOwnName(facts.workspace)
  if (!item || readOnly || item.kind === 'break' || (!isShared && !taken)) return undefined
  const numberOf = (id: AgendaItemId) => findAgendaItem(tree, id)?.number ?? ''
  const take = (takenBy: string | undefined) => change((document) => editAgendaRecord(document, item.id, { takenBy }))
  // What somebody has said since stays as it is.
  const giveBackTo = (before: string | undefined) => {
    const isStillOwn = readAgendaRecords(meeting.document).find(({ id }) => id === item.id)?.takenBy === name
    if (isStillOwn) take(before)
  }
  const step = () => {
    if (name === '') return show({ kind: 'panel', workspace: facts.workspace })
    const { number } = item
    switch (takingStep(item.id, taken, name)) {
      case 'take':
        take(name)
        return tell({ words: t('taken.youTook', { number }) })
      case 'take-over': {
        const before = item.takenBy
        take(name)
        return tell({ words: t('taken.youTookOver', { number, name: taken?.by }), undo: () => giveBackTo(before) })
      }
      case 'give-back': {
        take(undefined)
        const above = item.parent === null ? undefined : takenItems(tree).get(item.parent)
        return tell({ words: above ? t('taken.followsAgain', { number, above: numberOf(above.from), name: above.by }) : t('taken.youGaveBack', { number }) })
      }
      case 'follows':
        return tell({ words: t('taken.followsYours', { number, above: taken ? numberOf(taken.from) : '' }) })
    }
  }
  return { taken, isOwn: taken !== undefined && taken.by === name, follows: taken && taken.from !== item.id ? numberOf(taken.from) : undefined, step }
}

/** "I take this item", by its key and in the palette. */
export function useTakingCommand(taking: Taking | undefined): void {
  const { t } = useTranslation('sharing')
  const title = taking?.isOwn && taking.follows === undefined ? t('taken.commands.giveBack') : t('taken.commands.take')
  useCommands(taking ? [{ id: 'item-take', group: 'agenda', title, keys: TAKE_KEYS, run: taking.step }] : [])
}
