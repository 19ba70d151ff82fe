/** A number at the end of a name, with the word that announces it. */
const NUMBER_AT_END = /^(.*?\S)(\s+(?:(?:nº|n°|no\.?|#)\s*)?\d+)$/iu

/** What may be shortened of the name of a meeting, and the number behind it, which may not: "Operations call" and " no. 15". */
export function splitHeading(heading: string): { readonly name: string; readonly number: string } {
  const [, name, number] = NUMBER_AT_END.exec(heading) ?? []
  return name === undefined || number === undefined ? { name: heading, number: '' } : { name, number }
}
