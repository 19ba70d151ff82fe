import { peopleCalled, plain } from '../attendance/match-people.ts'
import type { PersonId } from '../model/identifiers.ts'
import type { Person } from '../model/workspace.ts'

/** Whom names are looked for among. */
export interface Company {
  readonly people: readonly Person[]
  /** Those present: of several who may be meant, the one who is there is. */
  readonly attending: ReadonlySet<PersonId>
  /** What was answered to "who is meant?", by the plain form of the name that was typed. */
  readonly answers?: ReadonlyMap<string, PersonId>
}

/** Who is named: certain, or to be asked. What is neither is no list of names. */
export type Naming =
  | { readonly is: 'certain'; readonly people: readonly PersonId[] }
  | { readonly is: 'doubtful'; readonly name: string; readonly candidates: readonly Person[] }

/** More names than this, or longer ones, in characters, are a sentence. */
const MOST_NAMES = 12
const LONGEST_NAME = 60

/**
 * Reads "Anne", "AM", "A. Martin et B. Durand", "Martin, Durand & Petit". Only what is certain is read: for each name
 * one person fits, by a whole name or alias, by initials or by the beginnings of parts of the name, and no two names
 * mean the same one. Of several who fit, the one attending is meant if there is one only; else it is asked. `amongWords`:
 * no sign but its place says that it is a name: a word that begins lines ("Remarque", "NB") then is none, unless it is
 * somebody's whole name or alias, and that is asked.
 */
export function readNames(text: string, company: Company, amongWords = false): Naming | undefined {
  const parts = text.split(/[\s\u00a0]*[,;&/+][\s\u00a0]*(?:(?:et|and)[\s\u00a0]+)?|[\s\u00a0]+(?:et|and)[\s\u00a0]+/i)
  if (parts.length > MOST_NAMES) return undefined
  const surnameFirst = parts.length === 2 && text.includes(',') ? [parts.join(' ')] : undefined
  return namingOf(parts, company, amongWords) ?? (surnameFirst && namingOf(surnameFirst, company, amongWords))
}

function namingOf(names: readonly string[], company: Company, amongWords: boolean): Naming | undefined {
  const certain: PersonId[] = []
  const doubts: { readonly name: string; readonly candidates: readonly Person[] }[] = []
  for (const name of names) {
    const isWord = amongWords && COMMON_WORDS.has(plain(name)) && !company.answers?.has(plain(name))
    const candidates = !isName(name) ? [] : isWord ? peopleNamed(name, company) : peopleMeant(name, company)
    if (candidates.length === 0) return undefined
    if (candidates.length === 1 && !isWord) certain.push(candidates[0]!.id)
    else doubts.push({ name, candidates })
  }
  // Two names and one person: somebody else was meant by one of them.
  if (new Set(certain).size < certain.length) return undefined
  const [doubt] = doubts
  if (!doubt) return { is: 'certain', people: certain }
  const candidates = doubt.candidates.filter(({ id }) => !certain.includes(id))
  return candidates.length === 0 ? undefined : { is: 'doubtful', name: doubt.name, candidates }
}

/** Everybody who may be meant: one if that is certain; those attending first. */
function peopleMeant(name: string, { people, attending, answers }: Company): readonly Person[] {
  const answer = answers?.get(plain(name))
  const called = peopleCalled(name, people)
  if (answer !== undefined) return called.flatMap(({ person }) => (person.id === answer ? [person] : []))
  const inFull = called.filter((call) => call.inFull).map(({ person }) => person)
  // One letter is a list, a drive, a variable: only somebody's whole name or alias is as short as that.
  const all = [...plain(name)].length < 2 ? inFull : called.map(({ person }) => person)
  const there = all.filter(({ id }) => attending.has(id))
  if (inFull.length === 0) return there.length === 1 ? there : [...there, ...all.filter((person) => !there.includes(person))]
  // One's alias may be another's initials.
  const named = all.filter((person) => inFull.includes(person) || initialsOf(person).includes(plain(name)))
  const namedThere = named.filter((person) => there.includes(person))
  if (namedThere.length === 1) return namedThere
  if (named.length === 1 && there.length === 0) return named
  return [...there, ...all.filter((person) => !there.includes(person))]
}

function initialsOf({ name, aliases }: Person): readonly string[] {
  return [name, ...aliases].map((known) => plain(known).split(' ').map((word) => [...word][0] ?? '').join(''))
}

/** For a word: everybody who is called so, if it is anybody's whole name or alias. */
function peopleNamed(name: string, { people, attending }: Company): readonly Person[] {
  const called = peopleCalled(name, people)
  if (!called.some(({ inFull }) => inFull)) return []
  return called.map(({ person }) => person).sort((left, right) => Number(attending.has(right.id)) - Number(attending.has(left.id)))
}

function isName(text: string): boolean {
  return text.length <= LONGEST_NAME && /^[\p{L}\p{M}][\p{L}\p{M}\p{N}.'’\- \u00a0\u2010\u2011]*$/u.test(text) && !/\p{N}{3}/u.test(text)
}

/**
 * Whether each name is written out as in a sentence: parts of a name in full, an alias, or initials in capitals. Where no
 * colon says that a name was meant, the beginning of one is a common word too often.
 */
export function areWrittenOut(text: string, people: readonly PersonId[], company: Company): boolean {
  const words = new Set(company.people.filter(({ id }) => people.includes(id)).flatMap(({ name, aliases }) => [name, ...aliases].flatMap((known) => plain(known).split(' '))))
  const typed = text.split(/[\s\u00a0,;&/.-]+/).filter((word) => word !== '' && !/^(?:et|and)$/i.test(word))
  return typed.every((word) => plain(word).split(' ').every((each) => words.has(each)) || /^\p{Lu}{2,4}$/u.test(word)) && typed.some((word) => /^\p{Lu}/u.test(word))
}

/** Words that begin a line with a colon every other minute: never the beginning of a name or initials there. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  `a accord action actions ad ai aide ainsi ajout annexe annonce ap aob aussi autre autres avant avantage avec avis ba bilan bis bon bref but ca calendrier cas
  cause ce cf chiffres chose commentaire commentaires comment conclusion constat contact contexte contre cout cr date dates de debut decision decisions delai
  dernier des detail details difficulte discussion document documents donc du duree echange echanges effet email en enjeu enjeux enfin ensuite est et etape etat
  etc ex exemple explication fait fin fonction from fw fwd general ici idee important info information informations interet je jour la le les lien liens lieu
  liste ma mail mais mardi mars marche me mercredi merci mise mo motif na nb ne non nom nota note notes notre nous objectif objet obs observation odj oj ok on option or ordre
  ou oui par partie personnes pj plan point points pour precision premier prevu principe pro probleme proposition prochain ps pv qr quand question questions qui
  raison rapport rappel ras re recommandation reference regle remarque remarques rendu reponse reponses reste resultat resultats resume retour retours reunion
  risque risques sa se si site situation soit solution source statut sujet suite sujets sur synthese tel telephone theme titre total tour tous tout tr tres type un une
  ver verdict vote votes vu
  about add agenda all also an and annex answer any as at attention background bar be but by can cause change comment comments concern concerns context cost costs
  deadline detail do due eg eta example fact facts figures first for fyi goal go he her hi his how idea ie if in input is issue issues it item items
  last link links list lot main mid more mrs ms mr my next no not now of often old open opinion order other our output outcome part people place plan plans point
  pro problem process progress proposal purpose qa reason recommendation reply report reminder result results risk risks rule same say see she site so
  status step steps subject sum summary task tasks tbc tbd that the theme they this time title to today topic topics two up update updates url us via was way we
  web week what when where who why with yes you`
    .split(/\s+/),
)
