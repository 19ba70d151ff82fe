import type { PersonId } from '../model/identifiers.ts'
import type { Person } from '../model/workspace.ts'

/** How well a person answers to what was typed; higher is better. */
const QUALITY = { whole: 4, start: 3, words: 2, initials: 1, inside: 0 } as const

/** More words than this are not tried in every order: time would grow with each. */
const MOST_WORDS = 5

/**
 * The people who answer to what was typed, best first: by any beginning of any part of the name ("mar dup"), by an
 * initial with the rest ("A. Dupré"), by initials alone ("amd"), by an alias, by any part at all; accents, case and
 * punctuation do not matter. Somebody named in full comes first, then those attending, then the better match.
 * An empty query gives everybody. Deleted people are left out.
 */
export function matchPeople(query: string, people: readonly Person[], attending: ReadonlySet<PersonId>): readonly Person[] {
  const wanted = wordsOf(query)
  return people
    .flatMap((person, order) => {
      if (person.deleted) return []
      const quality = wanted.length === 0 ? QUALITY.inside : bestQuality(wanted, person)
      return quality === undefined ? [] : [{ person, order, quality, attends: attending.has(person.id) }]
    })
    .sort(
      (left, right) =>
        Number(right.quality === QUALITY.whole) - Number(left.quality === QUALITY.whole) ||
        Number(right.attends) - Number(left.attends) ||
        right.quality - left.quality ||
        left.order - right.order,
    )
    .map(({ person }) => person)
}

/**
 * Everybody who may be called by this name, in no order: by beginnings of parts of a name, initials, or an alias; not by
 * letters from its midst. `inFull`: it is this person's whole name or a whole alias. An empty name calls nobody.
 */
export function peopleCalled(name: string, people: readonly Person[]): readonly { readonly person: Person; readonly inFull: boolean }[] {
  const wanted = wordsOf(name)
  if (wanted.length === 0) return []
  return people.flatMap((person) => {
    const quality = person.deleted ? undefined : bestQuality(wanted, person)
    return quality === undefined || quality < QUALITY.initials ? [] : [{ person, inFull: quality === QUALITY.whole }]
  })
}

/** The person whose name or alias is exactly what was typed (but for accents, case and punctuation), if there is one only. */
export function findPersonNamed(name: string, people: readonly Person[]): Person | undefined {
  const wanted = plain(name)
  const named = people.filter((person) => !person.deleted && wanted !== '' && namesOf(person).some((candidate) => plain(candidate) === wanted))
  return named.length === 1 ? named[0] : undefined
}

/** Lower case without accents, ligatures or punctuation; words apart by one space. */
export function plain(text: string): string {
  return wordsOf(text).join(' ')
}

function wordsOf(text: string): readonly string[] {
  return withLigatures(text).map(withoutLigatures)
}

function withLigatures(text: string): readonly string[] {
  return (
    text
      .toLowerCase()
      .normalize('NFKD')
      .replace(/\p{Mark}+/gu, '')
      .match(/[\p{Letter}\p{Number}]+/gu) ?? []
  )
}

const LIGATURES: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l' }

function withoutLigatures(word: string): string {
  return word.replace(/[œæßøł]/g, (letter) => LIGATURES[letter] ?? letter)
}

/** The initials of a name; "Œuvrard" answers to "o" and to "œ". */
function initialsOf(name: string): readonly string[] {
  const letters = withLigatures(name).map((word) => [...word][0]!)
  return [letters.map(withoutLigatures).join(''), letters.map((letter) => [...withoutLigatures(letter)][0]).join('')]
}

function namesOf(person: Person): readonly string[] {
  return [person.name, ...person.aliases]
}

function bestQuality(wanted: readonly string[], person: Person): number | undefined {
  const qualities = namesOf(person).flatMap((name) => qualityOf(wanted, name) ?? [])
  return qualities.length === 0 ? undefined : Math.max(...qualities)
}

function qualityOf(wanted: readonly string[], known: string): number | undefined {
  const name = wordsOf(known)
  const typed = wanted.join(' ')
  const full = name.join(' ')
  if (full === '') return undefined
  if (full === typed) return QUALITY.whole
  if (full.startsWith(typed)) return QUALITY.start
  if (wanted.length <= MOST_WORDS && eachBeginsAWord(wanted, name.slice(0, 2 * MOST_WORDS))) return QUALITY.words
  const letters = wanted.join('')
  if (initialsOf(known).some((initials) => initials.startsWith(letters))) return QUALITY.initials
  return name.join('').includes(letters) ? QUALITY.inside : undefined
}

/** Whether each typed word begins a word of the name, no two the same one. */
function eachBeginsAWord(wanted: readonly string[], name: readonly string[]): boolean {
  const [first, ...rest] = wanted
  if (first === undefined) return true
  return name.some((word, index) => word.startsWith(first) && eachBeginsAWord(rest, name.toSpliced(index, 1)))
}
