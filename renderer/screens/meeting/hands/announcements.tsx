import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { newlyTaken, takenItems, type Taken } from '../../../../shared/agenda/taken.ts'
import { agendaTree, findAgendaItem } from '../../../../shared/agenda/tree.ts'
import type { AgendaItemId } from '../../../../shared/model/identifiers.ts'
import { readAgendaRecords } from '../../../../shared/model/meeting.ts'
import { Announcements, Company } from '../../../../shared/sharing/announcements.ts'
import { useTables } from '../../../store/hooks.ts'
import { useOthersIn, useOwnName, useSharing } from '../../sharing/use-sharing.ts'
import { useDesk } from '../desk.tsx'

const AT_MOST_EVERY = 10_000
/** What waits longer than three others is no news any more. */
const MOST_WAITING = 3
/** Who was away for less, in milliseconds, has not come anew: a folder can be out of reach for a moment. */
const AWAY_FOR = 120_000

/** For those who hear the screen: who comes into the meeting, and who takes which item. Never more than one sentence in ten seconds. */
export function HandsAnnouncements(): ReactNode {
  const { t } = useTranslation('sharing')
  const { id, facts, meeting, readOnly } = useDesk()
  const isKnown = useSharing(facts.workspace) !== undefined
  const others = useOthersIn(facts.workspace, id)
  const own = useOwnName(facts.workspace)
  const records = useTables(meeting.document, ['agenda'], readAgendaRecords)
  const tree = useMemo(() => agendaTree(records), [records])
  const { words, say } = useVoice()

  const seen = useRef<Company>(undefined)
  useEffect(() => {
    if (!isKnown) return
    // Who is there already is no news: the names stand in the bar.
    const isFirst = seen.current === undefined
    seen.current ??= new Company(AWAY_FOR)
    const come = seen.current.meet(others.map(({ name }) => name), Date.now())
    if (!isFirst) for (const name of come) say(t('announce.joined', { name: name || t('people.nameless') }))
  }, [isKnown, others, say, t])

  const known = useRef<ReadonlyMap<AgendaItemId, Taken>>(undefined)
  useEffect(() => {
    const before = known.current
    known.current = takenItems(tree)
    if (!before || readOnly) return
    for (const { item, by } of newlyTaken(before, known.current, own)) say(t('announce.took', { name: by, number: findAgendaItem(tree, item)?.number ?? '' }))
  }, [tree, own, readOnly, say, t])

  return (
    <div role="status" className="visually-hidden" data-hands="">
      {words}
    </div>
  )
}

function useVoice(): { readonly words: string; readonly say: (words: string) => void } {
  const [words, setWords] = useState('')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const waiting = useRef<Announcements>(undefined)
  waiting.current ??= new Announcements(AT_MOST_EVERY, MOST_WAITING)
  useEffect(() => () => clearTimeout(timer.current), [])
  const say = useMemo(() => {
    const speak = () => {
      timer.current = undefined
      const next = waiting.current?.next(performance.now())
      if (!next) return setWords('')
      if ('words' in next) setWords(next.words)
      timer.current = setTimeout(speak, 'wait' in next ? next.wait : AT_MOST_EVERY)
    }
    return (told: string) => {
      waiting.current?.add(told)
      if (timer.current === undefined) speak()
    }
  }, [])
  return { words, say }
}
