import { useEffect, useState } from 'react'
import * as Y from 'yjs'
import { bodyFragment, ENTRY_NODE } from '../../../shared/model/body.ts'
import { LANGUAGES } from '../../../shared/model/bilingual.ts'
import type { AgendaItemId } from '../../../shared/model/identifiers.ts'
import { inQuietMoment } from '../../app/quiet-moment.ts'

/** Time after a change until the marks follow, in milliseconds: they must not cost anything while somebody types. */
const DELAY = 500

/** The items that have minutes, in either language. The same set comes back as long as nothing changes. */
export function useMinutedItems(document: Y.Doc, items: readonly AgendaItemId[]): ReadonlySet<AgendaItemId> {
  const [minuted, setMinuted] = useState<ReadonlySet<AgendaItemId>>(new Set())
  const names = items.join()
  useEffect(() => {
    const ids = names === '' ? [] : (names.split(',') as AgendaItemId[])
    let cancel: (() => void) | undefined
    const look = () => {
      cancel = undefined
      const found = ids.filter((id) => isMinuted(document, id))
      setMinuted((known) => (known.size === found.length && found.every((id) => known.has(id)) ? known : new Set(found)))
    }
    const later = () => (cancel ??= inQuietMoment(look, DELAY))
    look()
    document.on('update', later)
    return () => {
      cancel?.()
      document.off('update', later)
    }
  }, [document, names])
  return minuted
}

/** Whether an item has minutes, in either language, at this moment. */
export function isMinuted(document: Y.Doc, item: AgendaItemId): boolean {
  return LANGUAGES.some((language) => hasText(bodyFragment(document, item, language)))
}

function hasText(fragment: Y.XmlFragment): boolean {
  return fragment.toArray().some(
    (entry) => entry instanceof Y.XmlElement && entry.nodeName === ENTRY_NODE && entry.toArray().some((part) => part instanceof Y.XmlText && part.length > 0),
  )
}
