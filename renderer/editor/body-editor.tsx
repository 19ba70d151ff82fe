import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation, type UseTranslationResponse } from 'react-i18next'
import type * as Y from 'yjs'
import { formatDate, formatList } from '../../shared/i18n/format.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import { bodyFragment } from '../../shared/model/body.ts'
import type { AgendaItemId, EntryId, PersonId, TextModuleId } from '../../shared/model/identifiers.ts'
import type { CalendarDate } from '../../shared/model/wall-time.ts'
import type { Person } from '../../shared/model/workspace.ts'
import { countsWords } from '../../shared/minutes/vote-words.ts'
import type { Electorates } from '../../shared/votes/electorate.ts'
import { VOTE_WARNINGS } from '../../shared/votes/result.ts'
import { keyNames } from '../app/keys.ts'
import { usePreferences } from '../app/preferences.ts'
import type { TakenBack } from '../app/undo.ts'
import { putCaretInto } from './commands.ts'
import { ActionFactsPopover, LinkPopover, SpeakersPopover } from './entry-popovers.tsx'
import { useEditorCommands } from './editor-commands.ts'
import { EditorSession } from './editor-session.ts'
import { EditorToolbar } from './editor-toolbar.tsx'
import { keepLettersIn } from './letters-stay.ts'
import { ModulePicker, useModules, type ModuleOffer } from './module-picker.tsx'
import { OriginalColumn } from './original-column.tsx'
import type { CaretExchange } from './others-carets.ts'
import { QuickTypingHelp, useQuickTyping } from './quick-typing.tsx'
import { SpeakerCompletion } from './speaker-completion.tsx'
import { VotePopover } from './vote-popover.tsx'
import type { EditorSurroundings } from './surroundings.ts'
import { hasUnknownContent } from './sync.ts'
import type { GrammarEvent } from './typed-grammar.ts'
import styles from './body-editor.module.css'

export interface BodyEditorProps {
  readonly meeting: Y.Doc
  readonly item: AgendaItemId
  /** The language of the body: of its text and of the browser's spelling check, not of the interface. */
  readonly language: Language
  readonly people: readonly Person[]
  /** Those present: first in completion. */
  readonly attending: ReadonlySet<PersonId>
  /** Who can vote. The same value as long as it is the same people. */
  readonly electorates: Electorates
  /** The one history of the meeting document. It must track `LOCAL_CHANGE` and `ySyncPluginKey`. */
  readonly undoManager: Y.UndoManager
  /** The carets of those who write in it too; another one only with another body. */
  readonly carets?: CaretExchange
  readonly readOnly?: boolean
  readonly autoFocus?: boolean
  /** The entry that the caret goes to, once for each such value. */
  readonly caretAt?: { readonly entry?: EntryId } | undefined
  /** The day of the meeting, from which "by Friday" counts. */
  readonly date: CalendarDate
  /** A speaker or owner who is not in the directory yet. */
  readonly addPerson: (name: string) => PersonId
  readonly onOpenLink: (address: string) => void
  /** Enter or blur: a good moment to commit at once. */
  readonly onEntryDone: () => void
  readonly onLeave: (direction: 'previous' | 'next') => void
  /** A step of the history of the meeting, which may be of another part of it, was taken back from this text. */
  readonly onTakenBack: (step: TakenBack) => void
  /** A sub-topic was typed into the text: its record stands, and the writing goes on there. */
  readonly onTopic: (topic: AgendaItemId) => void
  /** Says for a moment what a line became; undefined once that was taken back. */
  readonly tell: (message: { readonly words: string; readonly aside?: string } | undefined) => void
  /** Texts that return at each meeting. */
  readonly modules?: ModuleOffer
  /** The entry at the caret and, in a translation, the original it translates: for `OriginalColumn`. */
  readonly onCaretEntry?: (entry: EntryId | undefined, original: EntryId | undefined) => void
}

/** The minutes of one agenda item in one language, being written. */
export function BodyEditor(props: BodyEditorProps): ReactNode {
  // A newer version of the application may have written what this one cannot edit without losing it.
  const unknown = useMemo(() => hasUnknownContent(bodyFragment(props.meeting, props.item, props.language)), [props.meeting, props.item, props.language])
  return unknown ? <ShownOnly {...props} /> : <LiveEditor {...props} />
}

function ShownOnly({ meeting, item, language, people }: BodyEditorProps): ReactNode {
  const { t } = useTranslation('editor')
  return (
    <div className={styles.frame}>
      <p role="status" className={styles.problem}>
        {t('problems.newer')}
      </p>
      <OriginalColumn meeting={meeting} item={item} language={language} people={people} label={t('label')} />
    </div>
  )
}

/** Where the caret has been put already: coming back to the item does not move it again. */
const gone = new WeakSet<object>()

/** Stays from item to item: toolbar and frame are not made anew for each, only the text and what edits it. */
function LiveEditor(props: BodyEditorProps): ReactNode {
  const { meeting, item, language, undoManager, carets, autoFocus, caretAt, onCaretEntry } = props
  const surroundings = useSurroundings(props)
  const rules = useQuickTyping(props.readOnly ?? false, props.tell)
  const frame = useRef<HTMLDivElement>(null)
  const mount = useRef<HTMLDivElement>(null)
  const body = `${item}/${language}`
  const [made, setMade] = useState<{ readonly session: EditorSession; readonly body: string }>()
  // Until that of another body is made, there is none for it.
  const session = made?.body === body ? made.session : undefined
  // Read when the editor appears only: what changes later goes through `surround`.
  const first = useRef({ surroundings, autoFocus })
  first.current = { surroundings, autoFocus }

  useLayoutEffect(() => keepLettersIn(mount.current!), [])
  useLayoutEffect(() => {
    const created = new EditorSession(mount.current!, frame.current!, { meeting, item, language, undoManager, carets }, first.current.surroundings)
    setMade({ session: created, body })
    if (first.current.autoFocus) created.view.focus()
    return () => created.destroy()
  }, [meeting, item, language, body, undoManager, carets])
  useLayoutEffect(() => session?.surround(surroundings), [session, surroundings])
  useEditorCommands(session, props.readOnly ?? false)
  const insertModule = useModules(session, props.modules, props.readOnly ?? false)
  useLayoutEffect(() => {
    if (!session || !caretAt?.entry || gone.has(caretAt)) return
    gone.add(caretAt)
    putCaretInto(session.view, caretAt.entry)
  }, [session, caretAt])

  return (
    <div ref={frame} className={styles.frame}>
      {made && <EditorParts session={made.session} onRules={rules.open} readOnly={props.readOnly ?? false} people={props.people} attending={props.attending} electorates={props.electorates} modules={props.modules} onModule={insertModule} onCaretEntry={onCaretEntry} />}
      <div ref={mount} className={styles.mount} />
      <QuickTypingHelp isOpen={rules.isOpen} close={rules.close} language={language} />
    </div>
  )
}

interface EditorPartsProps extends Pick<BodyEditorProps, 'people' | 'attending' | 'electorates'> {
  readonly session: EditorSession
  readonly onRules: () => void
  readonly readOnly: boolean
  readonly modules: ModuleOffer | undefined
  readonly onModule: (module: TextModuleId) => void
  readonly onCaretEntry: BodyEditorProps['onCaretEntry']
}

/** All that React draws of an editor. Nothing of it is drawn again by plain typing. */
function EditorParts({ session, onRules, readOnly, people, attending, electorates, modules, onModule, onCaretEntry }: EditorPartsProps): ReactNode {
  const { t } = useTranslation('editor')
  const { caret, completion, popover, problem } = useSyncExternalStore(session.subscribe, session.snapshot)
  useEffect(() => onCaretEntry?.(caret?.entry || undefined, caret?.translationOf ?? undefined), [onCaretEntry, caret?.entry, caret?.translationOf])
  return (
    <>
      {!readOnly && <EditorToolbar session={session} onRules={onRules} caret={caret} />}
      {problem && (
        <div role="alert" className={styles.problem}>
          {t('problems.pasteTooLong')}
          <button type="button" onClick={() => session.forgetProblem()}>
            {t('close')}
          </button>
        </div>
      )}
      {completion && <SpeakerCompletion completion={completion} onChoose={(index) => session.choose(index)} />}
      {popover?.kind === 'link' && <LinkPopover key={popover.entry} session={session} popover={popover} />}
      {popover?.kind === 'modules' && <ModulePicker session={session} popover={popover} modules={modules?.modules ?? []} onChoose={onModule} onWrite={modules?.onWrite} />}
      {popover?.kind === 'speakers' && <SpeakersPopover key={popover.entry} session={session} popover={popover} people={people} attending={attending} />}
      {popover?.kind === 'facts' && session.voteOf(popover.entry) && <VotePopover key={popover.entry} session={session} popover={popover} people={people} electorates={electorates} />}
      {popover?.kind === 'facts' && !session.voteOf(popover.entry) && <ActionFactsPopover key={popover.entry} session={session} popover={popover} people={people} attending={attending} />}
    </>
  )
}

function useSurroundings({ people, attending, electorates, readOnly = false, language, date, addPerson, onOpenLink, onEntryDone, onLeave, onTakenBack, onTopic, tell }: BodyEditorProps): EditorSurroundings {
  const { t, i18n } = useTranslation(['editor', 'grammar'])
  const { quickTyping, typography } = usePreferences()
  // Functions of the parent are new at each of its renders; that must not draw every entry again.
  const callbacks = useRef({ people, addPerson, onOpenLink, onEntryDone, onLeave, onTakenBack, onTopic, tell })
  callbacks.current = { people, addPerson, onOpenLink, onEntryDone, onLeave, onTakenBack, onTopic, tell }
  return useMemo(() => {
    // Words that stand among the minutes are in the language of the minutes.
    const inBody = i18n.getFixedT(language, 'editor')
    return {
      people,
      attending,
      electorates,
      readOnly,
      language,
      label: t('label'),
      placeholder: t('placeholder'),
      entryWords: {
        kinds: { note: '', decision: inBody('kinds.decision'), action: inBody('kinds.action'), recommendation: inBody('kinds.recommendation'), vote: inBody('kinds.vote') },
        states: { open: inBody('states.open'), done: inBody('states.done'), cancelled: inBody('states.cancelled') },
        noOwner: inBody('noOwner'),
        noDue: inBody('noDue'),
        editSpeakers: t('editSpeakers'),
        editFacts: t('editFacts'),
        editVote: t('editVote'),
        voteWarnings: Object.fromEntries(VOTE_WARNINGS.map((warning) => [warning, i18n.getFixedT(language, 'vote')(`warnings.${warning}`)])) as EditorSurroundings['entryWords']['voteWarnings'],
      },
      copyWords: { kind: (kind) => inBody(`kinds.${kind}`), colon: inBody('colon') },
      addPerson: (name) => callbacks.current.addPerson(name),
      onOpenLink: (address) => callbacks.current.onOpenLink(address),
      onEntryDone: () => callbacks.current.onEntryDone(),
      onLeave: (direction) => callbacks.current.onLeave(direction),
      onTakenBack: (step) => callbacks.current.onTakenBack(step),
      onTopic: (topic) => callbacks.current.onTopic(topic),
      grammar: quickTyping,
      typography,
      date,
      onRule: (event) => callbacks.current.tell(event && told(event, { t, i18n }, callbacks.current.people)),
    }
  }, [people, attending, electorates, readOnly, language, date, quickTyping, typography, t, i18n])
}

/** What a rule did, in a few words; how to turn it back is shown, and not read out each time. */
function told(event: GrammarEvent, { t, i18n }: Pick<UseTranslationResponse<['editor', 'grammar'], undefined>, 't' | 'i18n'>, people: readonly Person[]): { readonly words: string; readonly aside?: string } {
  const language = i18n.language === 'en' ? 'en' : 'fr'
  const aside = t('grammar:turnBack', { keys: keyNames('Mod+Z', language).join('\u00a0') })
  switch (event.rule) {
    case 'kind': {
      const owners = event.facts.owners?.flatMap((owner) => people.find(({ id }) => id === owner)?.name ?? []) ?? []
      const facts = [...(owners.length > 0 ? [formatList(owners, language)] : []), ...(event.facts.due ? [formatDate(event.facts.due, language)] : []), ...countsWords(event.facts, language)]
      return { words: [t(`editor:kinds.${event.kind}`), ...facts].join(' · '), aside }
    }
    case 'outcome':
      return { words: t(`grammar:told.${event.outcome}`), aside }
    case 'topic':
      return { words: t('grammar:told.topic', { title: event.title }), aside }
    case 'mend':
      return { words: event.by === '' ? t('grammar:told.erase', { old: event.old }) : t('grammar:told.mend', { old: event.old, by: event.by }), aside }
    case 'nothingToMend':
      return { words: t('grammar:told.nothingToMend', { old: event.old }) }
  }
}
