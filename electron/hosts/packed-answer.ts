/**
 * Long answers of the bridge cross packed: the logs of years are some fifty megabytes of JSON that a host carries
 * letter by letter, and a tenth of that as raw DEFLATE in base64. What begins with this is packed; JSON never does.
 */
export const PACKED = 'deflate:'

/** Answers from this length on are packed, in characters. */
export const PACKED_FROM = 64 * 1024

/** The JSON of an answer, in the page. */
export async function unpackedAnswer(answer: string): Promise<string> {
  if (!answer.startsWith(PACKED)) return answer
  const bytes = new Blob([bytesOf(answer.slice(PACKED.length))])
  return new Response(bytes.stream().pipeThrough(new DecompressionStream('deflate-raw'))).text()
}

/** TypeScript's library does not have it yet. */
interface NativeBase64 {
  readonly fromBase64?: (text: string) => Uint8Array<ArrayBuffer>
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const { fromBase64 } = Uint8Array as NativeBase64
  return fromBase64 ? fromBase64.call(Uint8Array, base64) : Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}
