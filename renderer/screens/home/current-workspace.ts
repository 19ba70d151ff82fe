import { usePreferences } from '../../app/preferences.ts'
import type { WorkspaceRow } from '../../store/database.ts'
import { useRows } from '../../store/hooks.ts'

export interface Workspaces {
  readonly all: readonly WorkspaceRow[]
  /** The one that was used last; else one of their own rather than the sample. */
  readonly current: WorkspaceRow | undefined
}

/** The workspaces of this computer; undefined while they are read. */
export function useWorkspaces(): Workspaces | undefined {
  const { workspace } = usePreferences()
  const all = useRows((database) => database.workspaces.toArray(), [])
  return all && { all, current: all.find(({ id }) => id === workspace) ?? all.find(({ isSample }) => !isSample) ?? all[0] }
}
