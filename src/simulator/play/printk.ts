// Formats what bpf_printk prints, by the rules of the kernel's bpf_bprintf_prepare() (kernel/bpf/helpers.c, 6.12): the conversions that
// BPF programs may use, with flags and width. A format that the kernel refuses prints nothing there; here the line says so.
// It leaves out %pI4/%pI6 addresses, and symbol names: pointers show as 16 hexadecimal digits, unhashed.

const CONVERSION = /%(?:%|([-+ 0]*)([1-9]\d*)?(?:(p(?:[KxBsS]|ks|us)?)|(l{0,2})([diuxX])|([sc])))/y

function pad(text: string, flags: string, width: number): string {
  if (text.length >= width) return text
  if (flags.includes('-')) return text.padEnd(width)
  if (!flags.includes('0')) return text.padStart(width)
  const sign = /^[-+ ]/.test(text) ? text.slice(0, 1) : ''
  return sign + text.slice(sign.length).padStart(width - sign.length, '0')
}

function formatInteger(value: bigint, bits: number, conversion: string, flags: string): string {
  switch (conversion) {
    case 'x':
      return BigInt.asUintN(bits, value).toString(16)
    case 'X':
      return BigInt.asUintN(bits, value).toString(16).toUpperCase()
    case 'u':
      return BigInt.asUintN(bits, value).toString()
    default: {
      const signed = BigInt.asIntN(bits, value)
      if (signed < 0n) return signed.toString()
      if (flags.includes('+')) return `+${signed}`
      return flags.includes(' ') ? ` ${signed}` : signed.toString()
    }
  }
}

/** What a call of bpf_printk printed, and what it gave to the program. */
export interface Printed {
  /** In the trace every call ends its line, so a text that itself ends in a line feed leaves an empty one. */
  lines: readonly string[]
  /** Characters of the text, also of what did not fit; -EINVAL for a format that the kernel refuses. */
  result: number
}

/** MAX_BPRINTF_BUF with its NUL, kernel/bpf/helpers.c. */
const MOST_BYTES = 1023
export const EINVAL = 22

/** Bytes as characters of the same number, so that a count of characters is one of bytes. */
const toBinary = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')

const toText = (binary: string): string =>
  new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)))

/**
 * Prints a format with its values. `readString` gives the bytes at an address, up to the NUL. A conversion without an argument prints 0,
 * as a register never set would.
 *
 * Source: bpf_trace_printk(), kernel/trace/bpf_trace.c (6.12).
 */
export function printk(
  format: Uint8Array,
  args: readonly bigint[],
  readString: (address: bigint) => Uint8Array,
): Printed {
  const formatted = formatPrintk(toBinary(format), args, (address) => toBinary(readString(address)))
  if (!formatted.ok) {
    const [given, at] = [toText(toBinary(format)).trimEnd(), toText(formatted.at)]
    return { lines: [`bpf_printk: the kernel refuses the format "${given}" at "${at}"`], result: -EINVAL }
  }
  return { lines: toText(formatted.text.slice(0, MOST_BYTES)).split('\n'), result: formatted.text.length }
}

/** The bytes that bpf_snprintf() prints, without a NUL; null for a format that the kernel refuses. */
export function snprintf(
  format: Uint8Array,
  args: readonly bigint[],
  readString: (address: bigint) => Uint8Array,
): Uint8Array | null {
  const formatted = formatPrintk(toBinary(format), args, (address) => toBinary(readString(address)))
  if (!formatted.ok) return null
  return new Uint8Array(formatted.text.length).map((_, at) => formatted.text.charCodeAt(at))
}

function formatPrintk(
  format: string,
  args: readonly bigint[],
  readString: (address: bigint) => string,
): { ok: true; text: string } | { ok: false; at: string } {
  let text = ''
  let next = 0
  let at = 0
  while (at < format.length) {
    const percent = format.indexOf('%', at)
    if (percent < 0) break
    text += format.slice(at, percent)
    CONVERSION.lastIndex = percent
    const match = CONVERSION.exec(format)
    if (match === null) return { ok: false, at: format.slice(percent, percent + 4) }
    at = CONVERSION.lastIndex
    if (match[0] === '%%') {
      text += '%'
      continue
    }
    const [, flags = '', width, pointer, long = '', integer, character] = match
    const value = args[next++] ?? 0n
    text += pad(
      formatArgument(value, { pointer, long, integer, character, flags }, readString),
      flags,
      Number(width ?? 0),
    )
  }
  return { ok: true, text: text + format.slice(at) }
}

function formatArgument(
  value: bigint,
  part: {
    pointer: string | undefined
    long: string
    integer: string | undefined
    character: string | undefined
    flags: string
  },
  readString: (address: bigint) => string,
): string {
  if (part.integer !== undefined) return formatInteger(value, part.long === '' ? 32 : 64, part.integer, part.flags)
  if (part.character === 'c') return String.fromCharCode(Number(value & 0xffn))
  if (part.character === 's' || part.pointer === 'pks' || part.pointer === 'pus') return readString(value)
  return BigInt.asUintN(64, value).toString(16).padStart(16, '0')
}
