/** One figure beside its reference, measured in the same run. */
export interface Measurement {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What the same machine needs, in the same run, for the thing we compare ourselves with. In the same unit. */
  readonly reference: number
  /** value / reference, or reference / value where larger is better (said in `budget`). */
  readonly ratio: number
  /** What we hold ourselves to, in words. */
  readonly budget: string
  readonly ok: boolean
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which `share` of the values lie; NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
