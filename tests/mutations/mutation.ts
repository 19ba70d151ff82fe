/** One thing done wrong: `find` stands exactly once in `file`. The tests that must notice are files, named in part. */
export interface Mutation {
  readonly name: string
  readonly file: string
  readonly find: string
  readonly replace: string
  readonly tests: readonly string[]
}
