import type { SeriesId } from '../../../shared/model/identifiers.ts'
import { editSeries } from '../../../shared/model/series.ts'
import type { Store } from '../../store/store.ts'

/** Takes a series out of the bin, with its meetings as they were. */
export async function restoreSeries(store: Store, id: SeriesId): Promise<void> {
  const open = await store.open({ kind: 'series', id })
  editSeries(open.document, { deleted: false })
  await store.flush()
  await store.close(open)
}
