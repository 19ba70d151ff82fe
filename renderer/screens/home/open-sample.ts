import { setPreferences } from '../../app/preferences.ts'
import type { Store } from '../../store/store.ts'

/** Opens the sample. The first time its documents are added; later it is opened as it was left. */
export async function openSample(store: Store): Promise<void> {
  // Loaded only now: most starts do not need it.
  const [{ sample }, { loadSample }] = await Promise.all([import('../../../resources/sample/sample.ts'), import('../../../shared/sample/load-sample.ts')])
  const { workspace, series, meetings } = loadSample(sample)
  if (!(await store.database.workspaces.get(workspace.id))) {
    await store.add([
      // The workspace comes last: if this is interrupted, the next time adds all of it again, which changes nothing.
      ...series.map(({ id, update }) => ({ reference: { kind: 'series' as const, id }, update })),
      ...meetings.map(({ id, update }) => ({ reference: { kind: 'meeting' as const, id }, update })),
      { reference: { kind: 'workspace', id: workspace.id }, update: workspace.update },
    ])
  }
  setPreferences({ workspace: workspace.id })
}
