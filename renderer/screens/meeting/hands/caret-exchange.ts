import { useEffect, useMemo, useRef } from 'react'
import { initialsOf } from '../../../../shared/sharing/person-signs.ts'
import type { OtherPerson, Place } from '../../../../shared/sharing/sharing.ts'
import type { AgendaItemId } from '../../../../shared/model/identifiers.ts'
import { bridge } from '../../../app/bridge.ts'
import type { CaretExchange, OtherCaret } from '../../../editor/others-carets.ts'
import type { SharingStates } from '../../sharing/sharing-states.ts'
import { coloursIn, useSharingDesk } from '../../sharing/use-sharing.ts'
import { useDesk } from '../desk.tsx'

const NONE: readonly OtherCaret[] = []

/** The carets of those who write in the text at hand, here and elsewhere. Published minutes show none, and nobody is told. */
export function useCaretExchange(item: AgendaItemId): CaretExchange {
  const { id: meeting, facts, language, readOnly } = useDesk()
  const { workspace } = facts
  const { states } = useSharingDesk()
  const quiet = useRef({ isQuiet: readOnly, listeners: new Set<() => void>() })
  quiet.current.isQuiet = readOnly
  useEffect(() => {
    for (const listener of quiet.current.listeners) listener()
  }, [readOnly])
  return useMemo(() => createCaretExchange(states, { workspace, meeting, item, language }, quiet.current), [states, workspace, meeting, item, language])
}

interface Quiet {
  readonly isQuiet: boolean
  /** Told when it changes. */
  readonly listeners: Set<() => void>
}

export function createCaretExchange(states: Pick<SharingStates, 'current' | 'placed' | 'subscribe'>, place: Required<Omit<Place, 'caret'>>, quiet: Quiet): CaretExchange {
  const { workspace, meeting, item, language } = place
  let told = ''
  let seen: readonly OtherPerson[] | undefined
  let shown = NONE
  const present = () => (quiet.isQuiet ? [] : states.placed(workspace))
  return {
    isWanted: () => present().some((other) => other.place.meeting === meeting),
    others() {
      if (quiet.isQuiet) return NONE
      const placed = states.placed(workspace)
      if (placed === seen) return shown
      seen = placed
      const colours = coloursIn(states.current()?.find((sharing) => sharing.workspace === workspace) ?? { writers: [], others: [] })
      const next = placed.flatMap(({ writer, name, place: { caret, ...at } }): readonly OtherCaret[] =>
        caret && at.meeting === meeting && at.item === item && at.language === language ? [{ writer, initials: initialsOf(name), colour: colours.get(name) ?? 0, caret }] : [],
      )
      if (JSON.stringify(next) !== JSON.stringify(shown)) shown = next.length === 0 ? NONE : next
      return shown
    },
    subscribe(listener) {
      quiet.listeners.add(listener)
      const stop = states.subscribe(listener)
      return () => {
        quiet.listeners.delete(listener)
        stop()
      }
    },
    report(caret) {
      const telling = JSON.stringify(caret)
      if (telling === told) return
      told = telling
      // It helps and is never needed: what could not be told is told with the next move.
      void bridge()
        .reportPlace({ ...place, caret })
        .catch(() => undefined)
    },
  }
}
