import * as buffer from 'lib0/buffer'

/** Some twenty times as fast as any loop, where the browser has it; TypeScript's library has it not yet. */
interface NativeBase64 {
  readonly fromBase64?: (text: string) => Uint8Array
}
interface NativeBytes {
  readonly toBase64?: () => string
}

export function fromBase64(text: string): Uint8Array {
  const { fromBase64: native } = Uint8Array as NativeBase64
  return native ? native.call(Uint8Array, text) : buffer.fromBase64(text)
}

export function toBase64(bytes: Uint8Array): string {
  return (bytes as NativeBytes).toBase64?.() ?? buffer.toBase64(bytes)
}
