import { createContext, use, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { MeetingId, WorkspaceId } from '../../../shared/model/identifiers.ts'
import { personColours } from '../../../shared/sharing/person-signs.ts'
import type { OtherPerson, SharingState, WorkspaceSharing } from '../../../shared/sharing/sharing.ts'
import { WAITS_LONG_AFTER } from './sharing-kind.ts'
import type { SharingStates } from './sharing-states.ts'

/** What can be opened over every screen. `begin`: what the dialog does at once. */
export type SharingDialog =
  | { readonly kind: 'panel'; readonly workspace: WorkspaceId }
  | { readonly kind: 'join' }
  | { readonly kind: 'backups'; readonly begin?: 'make' | 'restore' }

export interface SharingDesk {
  readonly states: SharingStates
  readonly show: (dialog: SharingDialog) => void
}

export const SharingContext = createContext<SharingDesk | null>(null)

export function useSharingDesk(): SharingDesk {
  const desk = use(SharingContext)
  if (!desk) throw new Error('A screen stands outside of the sharing.')
  return desk
}

/** How a workspace is shared, kept up to date; undefined while it is not known. */
export function useSharing(workspace: WorkspaceId | undefined): WorkspaceSharing | undefined {
  const { states } = useSharingDesk()
  const sharing = useSyncExternalStore(states.subscribe, () => states.current()?.find((state) => state.workspace === workspace))
  const isMissing = workspace !== undefined && sharing === undefined
  useEffect(() => {
    // A workspace that was made a moment ago: nobody but this page can know.
    if (isMissing) void states.refresh()
  }, [states, workspace, isMissing])
  return sharing
}

const NOBODY: readonly OtherPerson[] = []
const NO_WRITERS: WorkspaceSharing['writers'] = []

/** The others who are in a meeting now, each person once. */
export function useOthersIn(workspace: WorkspaceId, meeting: MeetingId): readonly OtherPerson[] {
  const others = useSharing(workspace)?.others ?? NOBODY
  return useMemo(() => oncePerName(others.filter(({ place }) => place.meeting === meeting)), [others, meeting])
}

/** The name of this person as the others of a workspace know it; empty if none is given. */
export function useOwnName(workspace: WorkspaceId): string {
  return useSharing(workspace)?.writers.find(({ isOwn }) => isOwn)?.name ?? ''
}

/** A person's colour by name; undefined for somebody nobody knows any more. */
export function usePersonColours(workspace: WorkspaceId): (name: string) => number | undefined {
  const { writers = NO_WRITERS, others = NOBODY } = useSharing(workspace) ?? {}
  const colours = useMemo(() => coloursIn({ writers, others }), [writers, others])
  return useCallback((name) => colours.get(name), [colours])
}

export function coloursIn({ writers, others }: Pick<WorkspaceSharing, 'writers' | 'others'>): ReadonlyMap<string, number> {
  return personColours([...writers, ...others].map(({ name }) => name))
}

/** One person can come under two identities: on two computers, or after a computer was copied. */
export function oncePerName<Person extends { readonly name: string }>(people: readonly Person[]): readonly Person[] {
  return people.filter((person, index) => person.name === '' || people.findIndex(({ name }) => name === person.name) === index)
}

/** Whether something has waited for longer than sharing takes. */
export function useWaitsLong(state: SharingState | undefined): boolean {
  const isWaiting = state?.kind === 'shared' && (state.waiting > 0 || state.at === null)
  const [waitsLong, setWaitsLong] = useState(false)
  useEffect(() => {
    setWaitsLong(false)
    if (!isWaiting) return
    const timer = setTimeout(() => setWaitsLong(true), WAITS_LONG_AFTER)
    return () => clearTimeout(timer)
  }, [isWaiting])
  return isWaiting && waitsLong
}
