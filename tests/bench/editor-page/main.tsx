import { useState, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { ySyncPluginKey } from 'y-prosemirror'
import * as Y from 'yjs'
import { startTranslations } from '../../../renderer/app/translations.ts'
import { BodyEditor } from '../../../renderer/editor/body-editor.tsx'
import { addMissingTranslations } from '../../../renderer/editor/missing-translations.ts'
import { OriginalColumn } from '../../../renderer/editor/original-column.tsx'
import '../../../renderer/styles/base.css'
import { bodyFragment, entryText, readBody } from '../../../shared/model/body.ts'
import { LOCAL_CHANGE } from '../../../shared/model/fact-table.ts'
import type { EntryId, PersonId } from '../../../shared/model/identifiers.ts'
import type { CalendarDate } from '../../../shared/model/wall-time.ts'
import type { Electorates } from '../../../shared/votes/electorate.ts'
import type { Person } from '../../../shared/model/workspace.ts'
import { mountBareEditor } from './bare-editor.ts'
import { ITEM, people, sampleMeeting } from './sample-body.ts'
import './page.css'

const parameters = new URLSearchParams(location.search)
const which = parameters.get('editor') ?? 'minutier'
const characters = Number(parameters.get('characters') ?? 3_000)
const language = parameters.get('language') === 'en' ? 'en' : 'fr'
const meeting = sampleMeeting(characters)
const history = new Y.UndoManager(meeting, { trackedOrigins: new Set([LOCAL_CHANGE, ySyncPluginKey]), captureTimeout: 600 })

declare global {
  interface Window {
    /** The paragraphs of the bare editor; the sample's if left out. */
    texts?: readonly string[]
  }
}

const ELECTORATES: Electorates = { of: () => ({ members: 0, entitled: new Map() }), timeAt: () => undefined }

function Page(): ReactNode {
  const [known, setKnown] = useState<readonly Person[]>(people)
  const [original, setOriginal] = useState<EntryId>()
  const [attending] = useState<ReadonlySet<PersonId>>(() => new Set([people[1]!.id, people[3]!.id]))
  const editor = (
    <BodyEditor
      meeting={meeting}
      item={ITEM}
      language={language}
      people={known}
      electorates={ELECTORATES}
      attending={attending}
      undoManager={history}
      autoFocus
      readOnly={parameters.has('readonly')}
      addPerson={(name) => {
        const id = crypto.randomUUID() as PersonId
        setKnown((before) => [...before, { id, name, aliases: [], deleted: false }])
        return id
      }}
      onOpenLink={() => undefined}
      onEntryDone={() => undefined}
      onLeave={() => undefined}
      date={'2013-03-19' as CalendarDate}
      onTakenBack={() => undefined}
      onTopic={() => undefined}
      tell={() => undefined}
      onCaretEntry={(_entry, of) => setOriginal(of)}
    />
  )
  if (!parameters.has('translate')) return <main>{editor}</main>
  return (
    <main className="columns">
      <OriginalColumn meeting={meeting} item={ITEM} language="fr" people={known} label="Original" current={original} />
      {editor}
    </main>
  )
}

await startTranslations(parameters.get('interface') === 'en' ? 'en' : 'fr')
if (parameters.has('dark')) document.documentElement.dataset.theme = 'dark'
if (parameters.has('translate')) addMissingTranslations(meeting, ITEM, 'fr', 'en')
const root = document.getElementById('root')!
if (which === 'bare') mountBareEditor(root, window.texts ?? readBody(bodyFragment(meeting, ITEM, 'fr')).map(entryText))
else createRoot(root).render(<Page />)
