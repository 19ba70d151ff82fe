import { useEffect, useRef, useState } from 'react'
import * as Y from 'yjs'
import { mentionsIn, peopleNotListed, type Mentions, type NotListed, type NotListedSources } from '../../../../shared/attendance/not-listed.ts'
import { LANGUAGES } from '../../../../shared/model/bilingual.ts'
import { bodyFragment, readBody } from '../../../../shared/model/body.ts'
import { readActionRecords, readAgendaRecords, readQuotedOnly } from '../../../../shared/model/meeting.ts'

/** Looked at again this long after the last change, in milliseconds: never while somebody types. */
const QUIET = 1_200

const NOBODY: readonly NotListed[] = []

/** Whoever speaks or is quoted without being on the list, as of a moment ago. */
export function useNotListed(document: Y.Doc, sources: Pick<NotListedSources, 'people' | 'roll' | 'isPreparing'>): readonly NotListed[] {
  const [found, setFound] = useState(NOBODY)
  const latest = useRef(sources)
  latest.current = sources
  const look = useRef(() => {})
  useEffect(() => {
    const mentions = new WeakMap<Y.XmlFragment, Mentions>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let changedAt = -Infinity
    const mentionsOf = (fragment: Y.XmlFragment): Mentions => {
      const known = mentions.get(fragment) ?? mentionsIn(readBody(fragment))
      mentions.set(fragment, known)
      return known
    }
    look.current = () => {
      const items = readAgendaRecords(document).filter(({ deleted }) => !deleted)
      const bodies = items.flatMap(({ id }) => LANGUAGES.map((language) => bodyFragment(document, id, language)))
      const next = peopleNotListed({ ...latest.current, items, mentions: bodies.map(mentionsOf), actions: readActionRecords(document), quotedOnly: readQuotedOnly(document) })
      setFound((before) => (sameList(before, next) ? before : next))
    }
    // One timer for many letters: it waits on where there was one meanwhile.
    const lookWhenQuiet = () => {
      const left = changedAt + QUIET - performance.now()
      timer = left > 0 ? setTimeout(lookWhenQuiet, left) : undefined
      if (left <= 0) look.current()
    }
    const onChange = (transaction: Y.Transaction) => {
      // The editor opens a transaction for each moved caret.
      if (transaction.changed.size === 0) return
      for (const type of transaction.changedParentTypes.keys()) if (type instanceof Y.XmlFragment) mentions.delete(type)
      changedAt = performance.now()
      // An answer is seen at once.
      if (transaction.changed.has(document.getMap('quoted') as never)) {
        clearTimeout(timer)
        timer = setTimeout(lookWhenQuiet)
        changedAt = -Infinity
      } else timer ??= setTimeout(lookWhenQuiet, QUIET)
    }
    look.current()
    document.on('afterTransaction', onChange)
    return () => {
      clearTimeout(timer)
      document.off('afterTransaction', onChange)
    }
  }, [document])
  const { people, roll, isPreparing } = sources
  // Whoever has just been marked goes at once.
  useEffect(() => look.current(), [people, roll, isPreparing])
  return found
}

function sameList(left: readonly NotListed[], right: readonly NotListed[]): boolean {
  return left.length === right.length && left.every((one, index) => one.person === right[index]?.person && one.involvement === right[index].involvement)
}
