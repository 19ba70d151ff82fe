import { liveQuery } from 'dexie'
import { createContext, use, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import type { DocumentId, DocumentKind } from '../../shared/log/record.ts'
import type { MinutierDatabase } from './database.ts'
import type { SaveProblem } from './space.ts'
import type { OpenDocument, Store } from './store.ts'

export const StoreContext = createContext<Store | null>(null)

export function useStore(): Store {
  const store = use(StoreContext)
  if (!store) throw new Error('A screen stands outside of the store.')
  return store
}

/** Why what was typed is not on the disk; undefined while it is, or is on its way there. */
export function useSaveProblem(): SaveProblem | undefined {
  const store = useStore()
  return useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => (store.saveState.kind === 'failed' ? store.saveState.problem : undefined),
  )
}

/** Whether what the logs hold has not been readable for some time. */
export function useReadingStuck(): boolean {
  const store = useStore()
  return useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.isReadingStuck,
  )
}

/** What a read threw. Boxed: anything can be thrown, undefined too. */
interface Failure {
  readonly error: unknown
}

/**
 * The open document, or undefined while it is read. Closed when the screen goes. A document that cannot be read is
 * thrown at render: the guard of the screen says so and offers to try again, where waiting would never end.
 */
export function useDocument(kind: DocumentKind, id: DocumentId | undefined): OpenDocument | undefined {
  const store = useStore()
  const [open, setOpen] = useState<OpenDocument>()
  const [failure, setFailure] = useState<Failure>()
  useEffect(() => {
    if (!id) return
    let gone = false
    const opening = store.open({ kind, id })
    opening.then(
      (document) => {
        if (!gone) setOpen(document)
      },
      (error: unknown) => {
        if (!gone) setFailure({ error })
      },
    )
    return () => {
      gone = true
      setOpen(undefined)
      setFailure(undefined)
      opening.then(
        (document) => store.close(document),
        // There is nothing to close; the failure was told above.
        () => {},
      )
    }
  }, [store, kind, id])
  if (failure) throw failure.error
  return open?.reference.id === id ? open : undefined
}

/**
 * A value read from some tables of a document (`facts`, `agenda`, `attendance`, `actions`, `sites`, `people`,
 * `members`), read anew only when one of these changes: typing in a body costs nothing here.
 * `read` must be the same function at each call (declare it outside of the component).
 */
export function useTables<Value>(document: Y.Doc, tables: readonly string[], read: (document: Y.Doc) => Value): Value {
  const names = tables.join()
  const source = useMemo(() => {
    let value: Value | undefined
    let isFresh = false
    return {
      subscribe(listener: () => void) {
        const changed = () => {
          isFresh = false
          listener()
        }
        const maps = names.split(',').map((name) => document.getMap(name))
        for (const map of maps) map.observe(changed)
        // What changed between the first read and now was not observed.
        changed()
        return () => {
          for (const map of maps) map.unobserve(changed)
        }
      },
      read() {
        if (!isFresh) {
          value = read(document)
          isFresh = true
        }
        return value as Value
      },
    }
  }, [document, names, read])
  return useSyncExternalStore(source.subscribe, source.read)
}

/**
 * The answer of a query over the derived rows, kept up to date; undefined until the first answer. A query that fails
 * is thrown at render, as a document that cannot be read.
 */
export function useRows<Value>(query: (database: MinutierDatabase) => Promise<Value>, dependencies: readonly unknown[]): Value | undefined {
  const { database } = useStore()
  const [value, setValue] = useState<Value>()
  const [failure, setFailure] = useState<Failure>()
  const latest = useRef(query)
  latest.current = query
  useEffect(() => {
    const subscription = liveQuery(() => latest.current(database)).subscribe({ next: setValue, error: (error: unknown) => setFailure({ error }) })
    return () => subscription.unsubscribe()
    // The query is a new function at each render; what it depends on is named by the caller.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [database, ...dependencies])
  if (failure) throw failure.error
  return value
}
