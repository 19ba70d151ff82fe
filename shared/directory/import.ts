import type * as Y from 'yjs'
import { plain } from '../attendance/match-people.ts'
import { LOCAL_CHANGE } from '../model/fact-table.ts'
import type { PersonId, SiteId } from '../model/identifiers.ts'
import { addPerson, addSite, editPerson, type Person, type PersonPatch, type Site } from '../model/workspace.ts'
import type { ImportField, ImportLine, ImportSource } from './read-import.ts'

/** Longest cell that is taken, in characters: what is longer is no name but a mistake in the file. */
export const LONGEST_CELL = 300

/** `completed`: somebody known gets what was missing. `known`: there is nothing new in the line. */
export const IMPORT_OUTCOMES = ['added', 'completed', 'known', 'rejected'] as const
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number]

/**
 * What a person should look at. `no-name`, `too-long`, `ambiguous`: the line is rejected. `repeated`: an earlier line
 * names the same person. `other-order`, `alias`: recognised although written differently. `differs`: the directory says
 * something else, and keeps it. `bad-email`: does not look like an address.
 */
export const IMPORT_REMARKS = ['no-name', 'too-long', 'ambiguous', 'repeated', 'other-order', 'alias', 'differs', 'bad-email'] as const
export type ImportRemark = (typeof IMPORT_REMARKS)[number]

export interface PlannedLine {
  readonly number: number
  /** The name, or the whole line where there is none. */
  readonly text: string
  readonly outcome: ImportOutcome
  readonly remark?: ImportRemark
}

interface PlannedPerson {
  readonly id: PersonId | undefined
  /** Only what is new; the site is named, because it may not exist yet. */
  readonly patch: PersonPatch & { readonly name: string }
  readonly siteName: string | undefined
}

/** What an import would do: computed before anything is changed, and then done exactly so. */
export interface ImportPlan {
  /** One for each line that was read, in order: nothing is left out. */
  readonly lines: readonly PlannedLine[]
  readonly counts: Readonly<Record<ImportOutcome, number>>
  /** Sites that do not exist yet, each once. */
  readonly newSites: readonly string[]
  readonly people: readonly PlannedPerson[]
}

export interface Directory {
  readonly people: readonly Person[]
  readonly sites: readonly Site[]
}

/** Compares what was read with the directory. Deleted people and sites are as if they did not exist. */
export function planImport(source: Pick<ImportSource, 'columns' | 'lines'>, directory: Directory): ImportPlan {
  const planner = new Planner(directory)
  const lines = source.lines.map((line) => planner.plan(line, source.columns))
  const counts = { added: 0, completed: 0, known: 0, rejected: 0 }
  for (const { outcome } of lines) counts[outcome] += 1
  return { lines, counts, ...planner.result() }
}

/** Does what the plan says, in one transaction. The undo of the document takes it back in one step. */
export function applyImport(document: Y.Doc, plan: ImportPlan, directory: Directory): void {
  document.transact(() => {
    const sites = new Map(directory.sites.filter((site) => !site.deleted).map((site) => [keyOf(site.name), site.id]))
    const siteOf = (name: string): SiteId => {
      const known = sites.get(keyOf(name)) ?? addSite(document, name)
      sites.set(keyOf(name), known)
      return known
    }
    for (const { id, patch, siteName } of plan.people) {
      const whole = { ...patch, ...(siteName && { site: siteOf(siteName) }) }
      if (id) editPerson(document, id, whole)
      else addPerson(document, whole)
    }
  }, LOCAL_CHANGE)
}

/** What one line says of a person. Empty strings where it says nothing. */
interface Said {
  readonly name: string
  readonly site: string
  readonly email: string
  readonly affiliation: string
  readonly aliases: readonly string[]
}

/** A person of the directory, or one that an earlier line adds, with what the import gives them. */
interface Candidate {
  readonly id: PersonId | undefined
  readonly name: string
  readonly before: Said
  now: Said
  named: boolean
}

type Found = { readonly candidate: Candidate; readonly remark?: ImportRemark } | 'ambiguous' | undefined

class Planner {
  readonly #candidates: Candidate[] = []
  readonly #byName = new Map<string, Set<Candidate>>()
  readonly #byAlias = new Map<string, Set<Candidate>>()
  readonly #byWords = new Map<string, Set<Candidate>>()
  readonly #byEmail = new Map<string, Candidate>()
  readonly #sites: ReadonlyMap<string, string>

  constructor({ people, sites }: Directory) {
    const liveSites = sites.filter((site) => !site.deleted)
    const nameOfSite = new Map(liveSites.map((site) => [site.id, site.name]))
    this.#sites = new Map(liveSites.map((site) => [keyOf(site.name), site.name]))
    for (const { id, name, aliases, email = '', affiliation = '', site, deleted } of people) {
      if (!deleted) this.#learn(id, { name, aliases, email, affiliation, site: (site && nameOfSite.get(site)) ?? '' })
    }
  }

  plan({ number, cells }: ImportLine, columns: readonly ImportField[]): PlannedLine {
    const said = saidBy(cells, columns)
    const text = said.name || said.email || cells.filter((cell) => cell !== '').join(' ')
    if (cells.some((cell, index) => columns[index] !== 'ignored' && cell.length > LONGEST_CELL)) return { number, text: text.slice(0, LONGEST_CELL), outcome: 'rejected', remark: 'too-long' }
    const found = this.#find(said)
    if (found === 'ambiguous') return { number, text, outcome: 'rejected', remark: 'ambiguous' }
    if (!found && said.name === '') return { number, text, outcome: 'rejected', remark: 'no-name' }
    const badEmail = said.email !== '' && !/^[^\s@<>]+@[^\s@<>]+$/.test(said.email)
    if (!found) {
      this.#learn(undefined, said).named = true
      return { number, text, outcome: 'added', ...(badEmail && { remark: 'bad-email' }) }
    }
    return { number, text, ...this.#complete(found.candidate, said, found.remark ?? (badEmail ? 'bad-email' : undefined)) }
  }

  result(): Pick<ImportPlan, 'newSites' | 'people'> {
    const changed = this.#candidates.filter((candidate) => candidate.id === undefined || candidate.now !== candidate.before)
    const people = changed.map(plannedPerson)
    const sites = new Map(people.flatMap(({ siteName }) => (siteName && !this.#sites.has(keyOf(siteName)) ? [[keyOf(siteName), siteName] as const] : [])).reverse())
    return { people, newSites: [...sites.values()].reverse() }
  }

  #learn(id: PersonId | undefined, said: Said): Candidate {
    const candidate: Candidate = { id, name: said.name, before: said, now: said, named: false }
    this.#candidates.push(candidate)
    addTo(this.#byName, keyOf(said.name), candidate)
    addTo(this.#byWords, sortedWords(said.name), candidate)
    for (const alias of said.aliases) addTo(this.#byAlias, keyOf(alias), candidate)
    if (said.email !== '') this.#byEmail.set(said.email.toLowerCase(), candidate)
    return candidate
  }

  /** By address first, which is the surest; then by name, by alias, and by the same words in another order. */
  #find({ name, email }: Said): Found {
    const byEmail = email === '' ? undefined : this.#byEmail.get(email.toLowerCase())
    if (byEmail) return { candidate: byEmail }
    if (name === '') return undefined
    const kinds: readonly (readonly [ReadonlySet<Candidate> | undefined, ImportRemark | undefined])[] = [
      [this.#byName.get(keyOf(name)), undefined],
      [this.#byAlias.get(keyOf(name)), 'alias'],
      [this.#byWords.get(sortedWords(name)), 'other-order'],
    ]
    for (const [candidates, remark] of kinds) {
      const [only, ...others] = candidates ?? []
      if (only && others.length > 0) return 'ambiguous'
      if (only) return { candidate: only, ...(remark && { remark }) }
    }
    return undefined
  }

  /** Gives somebody known what they do not have yet; what the directory says already stays. */
  #complete(candidate: Candidate, said: Said, remark: ImportRemark | undefined): Pick<PlannedLine, 'outcome' | 'remark'> {
    const had = candidate.now
    const names = [had.name, ...had.aliases].map(keyOf)
    const aliases = said.aliases.filter((alias) => !names.includes(keyOf(alias)))
    const isNew = (field: 'site' | 'email' | 'affiliation') => said[field] !== '' && had[field] === ''
    const differs = (field: 'site' | 'email' | 'affiliation') => said[field] !== '' && had[field] !== '' && keyOf(said[field]) !== keyOf(had[field])
    const gained = aliases.length > 0 || isNew('site') || isNew('email') || isNew('affiliation')
    const isRepeated = candidate.named
    candidate.named = true
    if (gained) {
      candidate.now = {
        name: had.name,
        site: had.site || said.site,
        email: had.email || said.email,
        affiliation: had.affiliation || said.affiliation,
        aliases: [...had.aliases, ...aliases],
      }
      if (isNew('email')) this.#byEmail.set(said.email.toLowerCase(), candidate)
      for (const alias of aliases) addTo(this.#byAlias, keyOf(alias), candidate)
    }
    const otherName = said.name !== '' && remark === undefined && !names.includes(keyOf(said.name))
    const shown = differs('site') || differs('email') || differs('affiliation') || otherName ? 'differs' : (remark ?? (isRepeated ? 'repeated' : undefined))
    return { outcome: gained ? 'completed' : 'known', ...(shown && { remark: shown }) }
  }
}

function plannedPerson({ id, before, now }: Candidate): PlannedPerson {
  const isNew = id === undefined
  const changed = (field: 'email' | 'affiliation') => now[field] !== '' && (isNew || now[field] !== before[field])
  return {
    id,
    patch: {
      name: now.name,
      ...(changed('email') && { email: now.email }),
      ...(changed('affiliation') && { affiliation: now.affiliation }),
      ...((isNew ? now.aliases.length > 0 : now.aliases !== before.aliases) && { aliases: now.aliases }),
    },
    siteName: now.site !== '' && (isNew || before.site === '') ? now.site : undefined,
  }
}

function saidBy(cells: readonly string[], columns: readonly ImportField[]): Said {
  const cell = (field: ImportField) => cells[columns.indexOf(field)] ?? ''
  const name = cell('name') || [cell('firstName'), cell('familyName')].filter(Boolean).join(' ')
  const aliases = cell('aliases').split(/[,;|/]/).map((alias) => alias.trim()).filter((alias) => alias !== '' && keyOf(alias) !== keyOf(name))
  return { name, site: cell('site'), email: cell('email').replace(/^mailto:/i, ''), affiliation: cell('affiliation'), aliases: [...new Set(aliases)] }
}

/** Equal for names that differ by accents, case or punctuation only; a name without any letter is itself. */
function keyOf(text: string): string {
  return plain(text) || text.trim()
}

function sortedWords(name: string): string {
  return keyOf(name).split(' ').sort().join(' ')
}

function addTo(index: Map<string, Set<Candidate>>, key: string, candidate: Candidate): void {
  if (key === '') return
  const known = index.get(key)
  if (known) known.add(candidate)
  else index.set(key, new Set([candidate]))
}
