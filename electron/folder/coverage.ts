/** Records of a log by their numbers, both ends included. */
export interface Range {
  readonly first: number
  readonly last: number
}

/** What is missing of the records from `first` to `last`, in order. */
export function missingRanges(present: readonly Range[], first: number, last: number): readonly Range[] {
  const missing: Range[] = []
  let next = first
  for (const range of [...present].sort((left, right) => left.first - right.first)) {
    if (range.first > last) break
    if (range.first > next) missing.push({ first: next, last: range.first - 1 })
    next = Math.max(next, range.last + 1)
  }
  if (next <= last) missing.push({ first: next, last })
  return missing
}

export function countRecords(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0)
}

export function includes(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && outer.last >= inner.last
}
