import { useEffect, useMemo, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { plain } from '../../../shared/attendance/match-people.ts'
import type { ImportPlan } from '../../../shared/directory/import.ts'
import { formatList } from '../../../shared/i18n/format.ts'
import { textIn, type Language } from '../../../shared/model/bilingual.ts'
import { LOCAL_CHANGE } from '../../../shared/model/fact-table.ts'
import type { SiteId } from '../../../shared/model/identifiers.ts'
import { addPerson, addSite, editPerson, editSite, readPeople, readSites, readWorkspace, type Person, type Site } from '../../../shared/model/workspace.ts'
import { useCommands } from '../../app/commands.tsx'
import { useUndo } from '../../app/undo.ts'
import { Button } from '../../components/button.tsx'
import { EditableGrid, type GridColumn } from '../../components/editable-grid.tsx'
import { TextField } from '../../components/field.tsx'
import { FileInput, Trash2 } from '../../components/icons.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { ScreenFrame } from '../../components/screen-frame.tsx'
import { UndoNotice } from '../../components/undo-notice.tsx'
import { useTables } from '../../store/hooks.ts'
import type { OpenDocument } from '../../store/store.ts'
import { AddPersonRow, AddSiteRow, type NewPerson } from './add-rows.tsx'
import { BinDialog } from './bin-dialog.tsx'
import styles from './directory.module.css'
import { ImportDialog, type ImportInput } from './import-dialog.tsx'

/** Something just done, as a sentence, and whether one step of undo takes it back. */
interface Done {
  readonly words: string
  readonly canUndo: boolean
}

export function Directory({ open }: { readonly open: OpenDocument }): ReactNode {
  const { t, i18n } = useTranslation(['directory', 'application'])
  const language: Language = i18n.language === 'en' ? 'en' : 'fr'
  const { document, undo } = open
  const workspace = useTables(document, ['facts'], readWorkspace)
  const allPeople = useTables(document, ['people'], readPeople)
  const allSites = useTables(document, ['sites'], readSites)
  const [query, setQuery] = useState('')
  const [imported, setImported] = useState<ImportInput>()
  const [isBinOpen, setBinOpen] = useState(false)
  const [done, setDone] = useState<Done>()
  const people = useMemo(() => allPeople.filter(({ deleted }) => !deleted), [allPeople])
  const sites = useMemo(() => allSites.filter(({ deleted }) => !deleted), [allSites])
  const nameOfSite = useMemo(() => new Map(sites.map((site) => [site.id, site.name])), [sites])
  const siteNames = useMemo(() => sites.map(({ name }) => name), [sites])
  const searched = useMemo(() => people.map((person) => ({ person, text: searchText(person, nameOfSite) })), [people, nameOfSite])
  const found = useMemo(() => findPeople(searched, query), [searched, query])
  const binned = allPeople.length - people.length + allSites.length - sites.length
  const places = usePlaces()
  const isEmpty = useRef(people.length === 0).current
  useEffect(() => places.focus(isEmpty ? 'people-add' : 'filter'), [places, isEmpty])

  /** What is done here is one step of undo, whatever was done a moment before. */
  const step = (act: () => void) => {
    undo.stopCapturing()
    act()
    undo.stopCapturing()
  }
  const siteNamed = (name: string): SiteId | undefined => {
    if (name.trim() === '') return undefined
    return sites.find((site) => plain(site.name) === plain(name) && plain(name) !== '')?.id ?? addSite(document, name.trim())
  }
  const add = ({ name, site, ...facts }: NewPerson) => {
    const known = people.find((person) => plain(person.name) === plain(name) && plain(name) !== '')
    if (known) return setDone({ words: t('people.known', { name: known.name }), canUndo: false })
    step(() => document.transact(() => addPerson(document, { name, ...facts, site: siteNamed(site) }), LOCAL_CHANGE))
    setDone(undefined)
  }
  const addNamedSite = (name: string) => {
    if (sites.some((site) => plain(site.name) === plain(name))) return setDone({ words: t('sites.known', { name }), canUndo: false })
    step(() => addSite(document, name))
  }
  const removePerson = (person: Person) => {
    step(() => editPerson(document, person.id, { deleted: true }))
    setDone({ words: t('people.removed', { name: person.name }), canUndo: true })
  }
  const removeSite = (site: Site) => {
    const count = people.filter((person) => person.site === site.id).length
    step(() => editSite(document, site.id, { deleted: true }))
    setDone({ words: t(count === 0 ? 'sites.removedUnused' : 'sites.removed', { name: site.name, count }), canUndo: true })
  }
  const finishImport = (plan: ImportPlan) => {
    setImported(undefined)
    const { added, completed } = plan.counts
    const parts = [added > 0 && t('import.doneAdded', { count: added }), completed > 0 && t('import.doneCompleted', { count: completed })].filter((part) => part !== false)
    setDone({ words: t('import.done', { what: formatList(parts, language) }), canUndo: true })
  }
  const takeBack = useUndo(open, false, ({ words }) => setDone({ words, canUndo: false }))
  useCommands([
    { id: 'add-person', group: 'directory', title: t('people.add'), keys: 'Alt+N', run: () => places.focus('people-add') },
    { id: 'add-site', group: 'directory', title: t('sites.add'), keys: 'Alt+S', run: () => places.focus('sites-add') },
    { id: 'filter-people', group: 'directory', title: t('filter'), keys: 'Mod+F', run: () => places.focus('filter') },
    { id: 'import', group: 'directory', title: t('import.title'), keys: 'Mod+I', run: () => setImported({ kind: 'nothing' }) },
    { id: 'directory-bin', group: 'directory', title: t('bin.open'), keys: 'Alt+B', run: () => setBinOpen(true) },
    { id: 'next-pane', group: 'navigation', title: t('application:commands.nextPane'), keys: 'F6', run: () => places.next() },
    { id: 'grid-edit', group: 'directory', title: t('grid.edit'), keys: 'F2', handledInPlace: true },
    { id: 'grid-keep', group: 'directory', title: t('grid.keep'), keys: 'Enter', handledInPlace: true },
    { id: 'grid-leave', group: 'directory', title: t('grid.leave'), keys: 'Escape', handledInPlace: true },
    { id: 'grid-remove', group: 'directory', title: t('grid.remove'), keys: 'Delete', handledInPlace: true },
    { id: 'undo', group: 'application', title: t('application:commands.undo'), keys: 'Mod+Z', handledInPlace: true, run: () => takeBack('undo') },
    { id: 'redo', group: 'application', title: t('application:commands.redo'), keys: 'Mod+Shift+Z', handledInPlace: true, run: () => takeBack('redo') },
    { id: 'redo-again', group: 'application', title: t('application:commands.redo'), keys: 'Mod+Y', handledInPlace: true },
  ])

  const personColumns: readonly GridColumn<Person>[] = [
    { id: 'name', label: t('columns.name'), width: 'minmax(150px, 2.4fr)', value: ({ name }) => name, commit: (person, name) => name !== '' && step(() => editPerson(document, person.id, { name })) },
    {
      id: 'site',
      label: t('columns.site'),
      width: 'minmax(130px, 2.4fr)',
      value: ({ site }) => (site && nameOfSite.get(site)) ?? '',
      candidates: siteNames,
      commit: (person, name) => step(() => document.transact(() => editPerson(document, person.id, { site: siteNamed(name) }), LOCAL_CHANGE)),
    },
    { id: 'affiliation', label: t('columns.affiliation'), width: 'minmax(110px, 2fr)', value: ({ affiliation = '' }) => affiliation, commit: (person, affiliation) => step(() => editPerson(document, person.id, { affiliation })) },
    { id: 'email', label: t('columns.email'), width: 'minmax(130px, 2.2fr)', value: ({ email = '' }) => email, commit: (person, email) => step(() => editPerson(document, person.id, { email })) },
    {
      id: 'aliases',
      label: t('columns.aliases'),
      width: 'minmax(90px, 1.6fr)',
      value: ({ aliases }) => aliases.join(', '),
      commit: (person, text) => step(() => editPerson(document, person.id, { aliases: aliasesOf(text) })),
    },
  ]
  const peopleAt = useMemo(() => Map.groupBy(people, ({ site }) => site), [people])
  const siteColumns: readonly GridColumn<Site>[] = [
    { id: 'name', label: t('columns.site'), width: 'minmax(110px, 1fr)', value: ({ name }) => name, commit: (site, name) => name !== '' && step(() => editSite(document, site.id, { name })) },
    { id: 'people', label: t('columns.people'), width: '76px', value: ({ id }) => String(peopleAt.get(id)?.length ?? 0), figures: true },
  ]
  const drop = (event: DragEvent) => {
    const file = event.dataTransfer.files[0]
    if (!file) return
    event.preventDefault()
    setImported({ kind: 'file', file })
  }
  return (
    <ScreenFrame
      title={
        <>
          <h1 className={styles.title}>{t('title')}</h1>
          <span className={styles.workspace}>{textIn(workspace.name, language)}</span>
        </>
      }
      actions={
        <>
          {binned > 0 && (
            <Button variant="quiet" icon={Trash2} onPress={() => setBinOpen(true)}>
              {t('bin.button', { count: binned })}
            </Button>
          )}
          <Button icon={FileInput} onPress={() => setImported({ kind: 'nothing' })}>
            {t('import.button')}
          </Button>
        </>
      }
    >
      <div className={styles.columns} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <section className={styles.people} aria-label={t('people.title')} data-pane="">
          <div className={styles.head}>
            <h2>{t('people.title')}</h2>
            <span className={styles.count} role="status">
              {query.trim() === '' ? people.length : t('people.found', { count: found.length, all: people.length })}
            </span>
            <div className={styles.filter} data-place="filter">
              <TextField label={t('filter')} labelHidden placeholder={t('filter')} type="search" value={query} onChange={setQuery} />
            </div>
          </div>
          <div data-place="people-add">
            <AddPersonRow siteNames={siteNames} onAdd={add} onPasteLines={(text) => setImported({ kind: 'text', text })} />
          </div>
          <div className={styles.table}>
            <EditableGrid
              label={t('people.title')}
              rows={found}
              columns={personColumns}
              nameOf={({ name }) => name}
              onRemove={removePerson}
              empty={
                people.length === 0 ? (
                  <EmptyState
                    title={t('people.none')}
                    action={
                      <Button variant="primary" icon={FileInput} onPress={() => setImported({ kind: 'nothing' })}>
                        {t('import.button')}
                      </Button>
                    }
                  >
                    {t('people.noneExplained')}
                  </EmptyState>
                ) : (
                  <p className={styles.nobody}>{t('people.noneFound', { query: query.trim() })}</p>
                )
              }
            />
          </div>
        </section>
        <section className={styles.sites} aria-label={t('sites.title')} data-pane="">
          <div className={styles.head}>
            <h2>{t('sites.title')}</h2>
            <span className={styles.count}>{sites.length}</span>
          </div>
          <div data-place="sites-add">
            <AddSiteRow onAdd={addNamedSite} />
          </div>
          <div className={styles.table}>
            <EditableGrid label={t('sites.title')} rows={sites} columns={siteColumns} nameOf={({ name }) => name} onRemove={removeSite} empty={<p className={styles.nobody}>{t('sites.none')}</p>} />
          </div>
        </section>
      </div>
      {done && (
        <UndoNotice onGone={() => setDone(undefined)} {...(done.canUndo && { onUndo: () => takeBack('undo') })}>
          {done.words}
        </UndoNotice>
      )}
      <ImportDialog input={imported} open={open} language={language} onClose={() => setImported(undefined)} onDone={finishImport} />
      <BinDialog isOpen={isBinOpen} people={allPeople} sites={allSites} onClose={() => setBinOpen(false)} onRestorePerson={(id) => step(() => editPerson(document, id, { deleted: false }))} onRestoreSite={(id) => step(() => editSite(document, id, { deleted: false }))} />
    </ScreenFrame>
  )
}

/** All by which a person is found, without accents. Made once, not at each key. */
function searchText({ name, aliases, affiliation = '', email = '', site }: Person, nameOfSite: ReadonlyMap<SiteId, string>): string {
  return plain([name, ...aliases, affiliation, email, (site && nameOfSite.get(site)) ?? ''].join(' '))
}

/** The people in whose text each of the words stands, in any order. */
function findPeople(searched: readonly { readonly person: Person; readonly text: string }[], query: string): readonly Person[] {
  const words = plain(query).split(' ')
  return searched.filter(({ text }) => words.every((word) => text.includes(word))).map(({ person }) => person)
}

function aliasesOf(text: string): readonly string[] {
  return [...new Set(text.split(/[,;]/).map((alias) => alias.trim()).filter(Boolean))]
}

/** The places that keys lead to: fields by their name, and the two areas in turn. */
function usePlaces(): { readonly focus: (place: string) => void; readonly next: () => void } {
  return useRef({
    focus: (place: string) => document.querySelector<HTMLInputElement>(`[data-place="${place}"] input`)?.focus(),
    next: () => {
      const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')]
      const here = panes.findIndex((pane) => pane.contains(document.activeElement))
      const pane = panes[(here + 1) % panes.length]
      ;(pane?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]') ?? pane?.querySelector('input'))?.focus()
    },
  }).current
}
