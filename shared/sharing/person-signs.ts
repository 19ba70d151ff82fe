/** How many colours there are for people: `--hand-0` and so on, in the styles. */
export const PERSON_COLOURS = 6

/** "Nadia Benali" → "NB", "Jean-Pierre Roux" → "JR", "Nadia" → "N". */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('') || '?'
}

/**
 * A colour for each person, the same wherever the person is shown and at each start; of two who would have the same one,
 * the second has the next that is free. Never the only sign: initials or the name stand beside it.
 * @param names of all who take part: a person who comes later seldom changes the colour of one who is there.
 */
export function personColours(names: readonly string[]): ReadonlyMap<string, number> {
  const colours = new Map<string, number>()
  for (const name of [...new Set(names)].sort()) {
    const wanted = spread(name) % PERSON_COLOURS
    const taken = new Set(colours.values())
    const free = Array.from({ length: PERSON_COLOURS }, (_, step) => (wanted + step) % PERSON_COLOURS).find((colour) => !taken.has(colour))
    colours.set(name, free ?? wanted)
  }
  return colours
}

/** FNV-1a: the same number for the same name on every machine. */
function spread(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
