import type { PersonId } from '../../shared/model/identifiers.ts'
import type { Person } from '../../shared/model/workspace.ts'

/** Names for the margin: "A. Martin", "J.-P. Le Goff"; in full where two people would read the same. */
export function marginNames(people: readonly Person[]): ReadonlyMap<PersonId, string> {
  const counted = new Map<string, number>()
  const short = people.map((person) => abbreviated(person.name))
  for (const name of short) counted.set(name, (counted.get(name) ?? 0) + 1)
  return new Map(people.map((person, index) => [person.id, counted.get(short[index]!) === 1 ? short[index]! : person.name]))
}

/** Initials for the first given name, the rest as it is. A name of one word, or one that begins in capitals, stays whole. */
export function abbreviated(name: string): string {
  const [given, ...rest] = name.trim().split(/\s+/)
  if (!given || rest.length === 0 || given.endsWith('.') || (given.length > 1 && given === given.toUpperCase())) return name.trim()
  const initials = given.split('-').map((part) => `${[...part][0] ?? ''}.`)
  return `${initials.join('-')} ${rest.join(' ')}`
}
