import { describe, expect, it } from 'vitest'
import { expressionOf, statementsOf } from './testing-lower.ts'

// The variables: long c; short s; u8 u; bool t; and the parameters int a, unsigned b, u64 d, char *p, int *q. Globals print with an @.

describe('arithmetic', () => {
  it.each([
    ['a + b', '((unsigned int)a + b)'],
    ['a + c', '((long)a + @c)'],
    ['s + u', '((int)@s + (int)@u)'],
    ['c < b', '(@c < (long)b)'],
    ['b < a', '(b <u (unsigned int)a)'],
    ['u << 3', '((int)@u << 3)'],
    ['b >> s', '(b >>u (int)@s)'],
    ['a >> b', '(a >> b)'],
    ['a / b', '((unsigned int)a /u b)'],
    ['d % 0x10', '(d %u 16ul)'],
    ['b == -1', '(b == 4294967295u)'],
    ['u == 255', '((int)@u == 255)'],
    ['-u', '-(int)@u'],
    ['~t', '~(int)@t'],
    ['!p', '!p'],
  ])('promotes and converts as C does: %s', (source, printed) => {
    expect(expressionOf(source)).toBe(printed)
  })

  it.each([
    ['1 + 2 * 3', '7'],
    ['0x7fffffff + 1', '-2147483648'],
    ['-1 > 0u', '1'],
    ['-1 > 0l', '0'],
    ['1ul << 40', '1099511627776ul'],
    ['7 / -2', '-3'],
    ['-7 % 4', '-3'],
    ['(char)200', '-56s8'],
    ['(u8)-1', '255u8'],
    ['(bool)5', '1b'],
    ['(unsigned)-1 / 2', '2147483647u'],
    ["'a'", '97'],
    ['sizeof(a) + sizeof(long[3]) + sizeof *q', '32ul'],
    ['sizeof("abc")', '4ul'],
    ['1 ? 2 : 3l', '2l'],
    ['0 || 7', '1'],
    ['0 && a', '0'],
    ['BPF_EVAL_SELECT', '3'],
    ['__builtin_constant_p(3) + __builtin_constant_p(a)', '1'],
    ['__builtin_bswap16(0x1234)', '13330u16'],
  ])('folds constants: %s', (source, printed) => {
    expect(expressionOf(source)).toBe(printed)
  })
})

describe('pointers', () => {
  it.each([
    ['*q', '*q'],
    ['q[a]', '*(q + (long)a * 4)'],
    ['a[q]', '*(q + (long)a * 4)'],
    ['q[0]', '*q'],
    ['&q[b]', '(q + (long)b * 4)'],
    ['&*q', 'q'],
    ['p + 1', '(p + 1l * 1)'],
    ['q - 1', '(q + -1l * 4)'],
    ['q - q', '((q - q) / 4)'],
    ['p == 0', '(p == (char *)0)'],
    ['p == (char *)q', '(p == (char *)q)'],
    ['a ? p : 0', '(a ? p : (char *)0)'],
    ['(long)p', '(long)p'],
    ['"ab"[1]', '@.str.0[1l]'],
  ])('makes steps and decay explicit: %s', (source, printed) => {
    expect(expressionOf(source)).toBe(printed)
  })
})

describe('assignment', () => {
  it.each([
    ['a = b', 'a = (int)b'],
    ['t = a', '@t = (bool)a'],
    ['t = p', '@t = (bool)p'],
    ['a = s = 3', 'a = (int)@s = 3s16'],
    ['u += c', '@u += @c in long'],
    ['u <<= c', '@u <<= @c in int'],
    ['q += a', 'q += ((long)a * 4l)'],
    ['--q', 'q -= 4l'],
    ['a = b++', 'a = (int)b += 1u giving old'],
    ['b++', 'b += 1u'],
    ['s--', '@s -= 1 in int'],
    ['*q++ = 5', '*q += 4l giving old = 5'],
  ])('converts to the type of the left side: %s', (source, printed) => {
    expect(expressionOf(source)).toBe(printed)
  })
})

describe('logic and control in expressions', () => {
  it.each([
    ['a && p', '(a && p)'],
    ['a || !b', '(a || !b)'],
    ['1 && a', '(a != 0)'],
    ['a ? u : d', '(a ? (u64)@u : d)'],
    ['a = (b, u)', 'a = (int)(b, @u)'],
    ['likely(a)', '!!a'],
  ])('%s', (source, printed) => {
    expect(expressionOf(source)).toBe(printed)
  })

  it('evaluates the left side of ?: once', () => {
    expect(expressionOf('a ?: b')).toBe('({\n  int %value = a\n  => (%value ? (unsigned int)%value : b)\n})')
  })

  it('gives a statement expression the value of its last statement', () => {
    expect(statementsOf('a = ({ int z = b; z + 1; });')).toBe('a = ({ int z = (int)b => (z + 1) })')
  })

  it('gives a compound literal of a scalar an address', () => {
    expect(expressionOf('p = (void *)&(u64){ a }')).toBe('p = (char *)(void *)(%literal = (u64)a, &%literal)')
    expect(expressionOf('(u64){ a } + 1')).toContain('*(%literal = (u64)a, &%literal)')
  })

  it('fills a compound literal before it is used', () => {
    expect(expressionOf('(struct { int x, y; }){ 1, a }.y')).toBe(
      '(zero %literal [8], %literal.x = 1, %literal.y = a, &%literal)->y',
    )
  })
})

describe('builtins', () => {
  it.each([
    ['__sync_fetch_and_add(q, 1)', '*q += 1'],
    ['a = __sync_fetch_and_add(q, 1)', 'a = *q += 1 giving old'],
    ['c = __sync_sub_and_fetch(&d, 1)', '@c = (long)d -= 1ul'],
    ['__atomic_load_n(q, 0)', '*q'],
    ['__builtin_memcpy(p, q, 8)', 'copy *((char (*)[8])p) <- *((char (*)[8])q) [8]'],
    ['__builtin_memset(q, 0, 8)', 'zero *((char (*)[8])q) [8]'],
    ['bpf_printk("x")', 'extern bpf_trace_printk_n(&@.str.0[0l], 2u, (const unsigned long *)0, 0u)'],
    [
      'bpf_printk("x %d %s", a, p)',
      '(%printk.args[0l] = (unsigned long)a, %printk.args[1l] = (unsigned long)p, extern bpf_trace_printk_n(&@.str.0[0l], 8u, &%printk.args[0l], 2u))',
    ],
    [
      'bpf_trace_printk(p, 8, a)',
      '(%printk.args[0l] = (unsigned long)a, extern bpf_trace_printk_n((const char *)p, 8u, &%printk.args[0l], 1u))',
    ],
  ])('%s', (source, printed) => {
    expect(expressionOf(source)).toBe(printed)
  })

  it('compares memory byte by byte', () => {
    expect(statementsOf('a = __builtin_memcmp(p, q, 2);')).toMatchInlineSnapshot(
      `"a.0 = ({ const unsigned char *%a.5 = (const unsigned char *)p const unsigned char *%b.6 = (const unsigned char *)q int %difference = 0 long %i = 0l loop for ((%i < 2l); %i += 1l) { %difference = ((int)*(%a.5 + %i * 1) - (int)*(%b.6 + %i * 1)) if %difference { break } } => %difference })"`,
    )
  })

  it('swaps atomically what is equal', () => {
    expect(statementsOf('a = __sync_val_compare_and_swap(q, 1, 2);')).toMatchInlineSnapshot(
      `"a = ({ int %expected = 1 int %stored = 2 int %old = *q if (%old == %expected) { *q = %stored } => %old })"`,
    )
  })
})
