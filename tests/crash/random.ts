import { seededRandom } from '../fixtures/seed.ts'

/** Random choices that a seed makes again: a crash at the same moment it cannot make again, the same edits and delays it can. */
export interface Random {
  /** From `least` to `most`, both included. */
  integer(least: number, most: number): number
  /** True in one of so many cases. */
  oneIn(cases: number): boolean
  pick<Value>(values: readonly Value[]): Value
}

export function createRandom(seed: number): Random {
  const next = seededRandom(seed)
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    integer,
    oneIn: (cases) => integer(1, cases) === 1,
    pick: (values) => values[integer(0, values.length - 1)] as (typeof values)[number],
  }
}
