import { useTranslation } from 'react-i18next'
import { agendaTree, findAgendaItem } from '../../../shared/agenda/tree.ts'
import { isSameBody, placeOfStep, type BodyPlace, type StepPart, type StepPlace } from '../../../shared/history/step-place.ts'
import { readAgendaRecords } from '../../../shared/model/meeting.ts'
import type { TakenBack } from '../../app/undo.ts'
import type { Area } from './areas.ts'
import type { Desk } from './desk.tsx'

/** Under which a step of the history remembers the sub-topic that it made: taking it back goes there by itself. */
export const TYPED_TOPIC = 'typed-topic'

/** The area in which a part is changed under the eyes of who has the keyboard there. */
const AREA_OF: Readonly<Partial<Record<StepPart, Area>>> = { agenda: 'agenda', attendance: 'attendance', actions: 'actions', details: 'details' }

/**
 * What follows on a step that was taken back or done again: if it was in another text than the one at hand, that one is
 * shown, and who writes goes on there; and it is said where it was, unless it was in the text that has the keyboard.
 */
export function useStepFollowing(desk: Desk, here: BodyPlace | undefined): (step: TakenBack) => void {
  const { t } = useTranslation(['meeting', 'application'])
  return (step) => {
    if (step.meta.has(TYPED_TOPIC)) return
    const { document } = desk.meeting
    const place = placeOfStep(document, step.changed, here)
    const active = window.document.activeElement
    const area = active?.closest<HTMLElement>('[data-area]')?.dataset.area
    const say = (words: string) => desk.tell({ words })
    const item = place?.kind === 'body' ? findAgendaItem(agendaTree(readAgendaRecords(document)), place.item) : undefined
    if (place?.kind === 'body' && item) {
      const isHere = here !== undefined && isSameBody(place, here)
      if (isHere && active?.matches('[data-area="item"] [role="textbox"]')) return desk.tell(undefined)
      if (!isHere) show(desk, place, here, area === 'item')
      const where = place.language === desk.language ? 'here' : place.language
      say(t(`takenBack.${step.direction}.item.${where}`, { number: item.number }))
    } else if (place?.kind === 'part' && AREA_OF[place.part] !== area) say(t(`takenBack.${step.direction}.${place.part}`))
    else say(t(`application:${step.direction}.done`))
  }
}

/** Who writes goes on there; whose keyboard is elsewhere sees the text and keeps it. */
function show(desk: Desk, place: StepPlace & { kind: 'body' }, here: BodyPlace | undefined, writes: boolean): void {
  const isSameLanguage = place.language === here?.language
  if (writes && (place.entry || !isSameLanguage)) desk.writeAt(place)
  else if (isSameLanguage) {
    desk.chooseItem(place.item)
    if (writes) desk.goTo('item')
  }
}
