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

/**
 * One line of bpf_printk, without a line break at its end.
 *
 * `readString` gives the text at an address, up to its NUL. A conversion without an argument prints 0, as a register never set would.
 */
export function formatPrintk(format: string, args: readonly bigint[], readString: (address: bigint) => string): string {
  let text = ''
  let next = 0
  let at = 0
  while (at < format.length) {
    const percent = format.indexOf('%', at)
    if (percent < 0) break
    text += format.slice(at, percent)
    CONVERSION.lastIndex = percent
    const match = CONVERSION.exec(format)
    if (match === null) {
      return `bpf_printk: the kernel refuses the format "${format.trimEnd()}" at "${format.slice(percent, percent + 4)}"`
    }
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
  text += format.slice(at)
  return text.replace(/\n+$/, '')
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
