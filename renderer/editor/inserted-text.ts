/** What has been put into a text, and where; undefined if anything of it has gone or nothing has come. */
export function insertedText(before: string, after: string): { readonly at: number; readonly text: string } | undefined {
  const length = after.length - before.length
  if (length <= 0) return undefined
  let at = 0
  while (at < before.length && before[at] === after[at]) at += 1
  return before.slice(at) === after.slice(at + length) ? { at, text: after.slice(at, at + length) } : undefined
}
