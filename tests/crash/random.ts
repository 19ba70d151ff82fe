/** Random numbers that a seed makes again (mulberry32): a crash at the same moment it cannot make again, the same edits it can. */
export interface Random {
  /** From `least` to `most`, both included. */
  integer(least: number, most: number): number
  /** True in one of so many cases. */
  oneIn(cases: number): boolean
  pick<Value>(values: readonly Value[]): Value
}

/** `SEED=n` replays; the seed is printed either way. */
export function seeded(name: string): { readonly seed: number; readonly random: Random } {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`${name}: seed ${seed} (SEED=${seed} makes the same edits and the same delays)`)
  return { seed, random: createRandom(seed) }
}

export function createRandom(seed: number): Random {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    integer,
    oneIn: (cases) => integer(1, cases) === 1,
    pick: (values) => values[integer(0, values.length - 1)] as (typeof values)[number],
  }
}
