import 'react'

declare module 'react' {
  /** Lengths and counts that a component hands to its style sheet. */
  interface CSSProperties {
    readonly [property: `--${string}`]: string | number | undefined
  }
}
