/** A word all in lower case with which a text begins: "iPhone" and "pH" are written as they are meant, and addresses too. */
const FIRST_WORD = /^(\p{Ll})[\p{Ll}\p{M}]*(?=[\s,'’-]|$)/u

/** The letter that begins a sentence after its label went, as a capital; undefined where the first word is not to be changed. */
export function firstCapital(text: string): string | undefined {
  const letter = FIRST_WORD.exec(text)?.[1]
  const capital = letter?.toLocaleUpperCase('fr')
  // "ß" has no capital of one letter.
  return capital !== undefined && capital !== letter && capital.length === letter?.length ? capital : undefined
}
