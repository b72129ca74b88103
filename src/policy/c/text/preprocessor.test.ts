import { describe, expect, it } from 'vitest'
import { preprocess } from './preprocessor.ts'

/** The tokens that are left, with one space between them. */
const expanded = (text: string): string =>
  preprocess(text, '6.12')
    .tokens.map((token) => token.text)
    .join(' ')
    .trim()
const codes = (text: string): string[] => preprocess(text, '6.12').diagnostics.map(({ code }) => code)

describe('object-like macros', () => {
  it('are replaced, also by each other', () => {
    expect(expanded('#define A B + 1\n#define B 2\nA')).toBe('2 + 1')
  })

  it('do not expand inside of themselves', () => {
    expect(expanded('#define A A + B\n#define B A\nA')).toBe('A + A')
  })

  it('end with #undef', () => {
    expect(expanded('#define A 1\n#undef A\nA')).toBe('A')
  })

  it('may be empty', () => {
    expect(expanded('#define A\nx A y')).toBe('x y')
  })

  it('warn when they change, not when they are repeated', () => {
    expect(codes('#define A 1\n#define A 1')).toEqual([])
    expect(codes('#define A 1\n#define A 2')).toEqual(['macro-redefined'])
  })

  it("give way to the author's own definition of what a header has", () => {
    expect(codes('#define NULL 0\n#define likely(x) (x)')).toEqual([])
    expect(expanded('#define likely(x) (x)\nlikely(a)')).toBe('( a )')
  })
})

describe('function-like macros', () => {
  it('take arguments with commas in parentheses', () => {
    expect(expanded('#define F(a, b) b a\nF((1, 2), 3)')).toBe('3 ( 1 , 2 )')
  })

  it('are left alone without parentheses', () => {
    expect(expanded('#define F(a) a\nF;')).toBe('F ;')
  })

  it('expand arguments first, and what comes out again', () => {
    expect(expanded('#define F(a) G(a)\n#define G(a) [a]\n#define X 1\nF(F(X))')).toBe('[ [ 1 ] ]')
  })

  it('take an empty argument', () => {
    expect(expanded('#define F(a) <a>\nF()')).toBe('< >')
    expect(expanded('#define F() y\nF()')).toBe('y')
  })

  it('turn arguments into strings as they are written', () => {
    expect(expanded('#define S(x) #x\n#define X 1\nS(X  + "a\\n")')).toBe(String.raw`"X + \"a\\n\""`)
  })

  it('glue tokens', () => {
    expect(expanded('#define C(a, b) a ## b\nC(foo, 1) C(, x) C(y, )')).toBe('foo1 x y')
    expect(codes('#define C(a, b) a ## b\nC(+, *)')).toEqual(['bad-paste'])
  })

  it('have variable arguments in both spellings', () => {
    expect(expanded('#define P(f, ...) p(f, ##__VA_ARGS__)\nP("a") P("a", 1, 2)')).toBe('p ( "a" ) p ( "a" , 1 , 2 )')
    expect(expanded('#define P(f, args...) p(f, args)\nP("a", 1)')).toBe('p ( "a" , 1 )')
  })

  it('follow the standard in its own example of rescanning', () => {
    const text = [
      '#define x 3',
      '#define f(a) f(x * (a))',
      '#undef x',
      '#define x 2',
      '#define g f',
      '#define z z[0]',
      '#define h g(~',
      '#define m(a) a(w)',
      '#define w 0,1',
      '#define t(a) a',
      'f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);',
    ].join('\n')
    expect(expanded(text)).toBe(
      'f ( 2 * ( y + 1 ) ) + f ( 2 * ( f ( 2 * ( z [ 0 ] ) ) ) ) % f ( 2 * ( 0 ) ) + t ( 1 ) ;',
    )
  })

  it('say how many arguments they take', () => {
    const { diagnostics } = preprocess('#define F(a, b) a\nF(1)', '6.12')
    expect(diagnostics.map(({ message }) => message)).toEqual(['The macro F takes 2 arguments, but 1 is given.'])
    expect(codes('#define F(a) a\nF(1')).toEqual(['macro-arguments'])
  })
})

describe('spans', () => {
  const text = '#define TWICE(x) ((x) + 2)\nint a = TWICE(b);'
  const { tokens } = preprocess(text, '6.12')
  const source = (spelling: string): string => {
    const token = tokens.find((candidate) => candidate.text === spelling)
    return text.slice(token?.span.start, token?.span.end)
  }

  it("are the macro's use for what the macro made", () => {
    expect(source('2')).toBe('TWICE(b)')
  })

  it("are the author's own for arguments", () => {
    expect(source('b')).toBe('b')
  })
})

describe('limits', () => {
  it('stop macros that double themselves', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `#define A${i + 1} A${i} A${i}`).join('\n')
    expect(codes(`#define A0 x\n${doubling}\nA40`)).toEqual(['macro-too-large'])
  })

  it('stop uses that are nested too deeply', () => {
    expect(codes(`#define F(x) x\n${'F('.repeat(5000)}1${')'.repeat(5000)}`)).toEqual(['too-deep'])
    const chain = Array.from({ length: 1000 }, (_, i) => `#define C${i} C${i + 1}`).join('\n')
    expect(codes(`${chain}\nC0`)).toEqual(['too-deep'])
  })
})

describe('conditions', () => {
  const branch = (condition: string): string => expanded(`#if ${condition}\nyes\n#else\nno\n#endif`)

  it.each([
    ['1 + 2 * 3 == 7', 'yes'],
    ['(1 + 2) * 3 == 7', 'no'],
    ['1 ? 0 : 1', 'no'],
    ['defined(NULL) && !defined NOTHING', 'yes'],
    ['defined SEC && defined(bpf_for)', 'yes'],
    ['UNKNOWN', 'no'],
    ['-1 < 0u', 'no'],
    ["'a' == 97", 'yes'],
    ['0 && 1 / 0', 'no'],
    ['~0 == -1', 'yes'],
    ['1 << 3 | 1', 'yes'],
    ['LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)', 'yes'],
    ['LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)', 'no'],
    ['__has_include(<vmlinux.h>)', 'yes'],
    ['__has_include(<nothing.h>)', 'no'],
  ])('%s: %s', (condition, taken) => {
    expect(branch(condition)).toBe(taken)
    expect(codes(`#if ${condition}\n#endif`)).toEqual([])
  })

  it('take the first branch that holds', () => {
    expect(expanded('#if 0\na\n#elif 1\nb\n#elif 1\nc\n#else\nd\n#endif')).toBe('b')
    expect(expanded('#ifdef X\na\n#else\nb\n#endif\n#ifndef X\nc\n#endif')).toBe('b c')
  })

  it('skip what is nested in a branch that does not count', () => {
    expect(expanded('#if 0\n#if 1\na\n#else\nb\n#endif\n#error no\n#else\nc\n#endif')).toBe('c')
  })

  it('do not report odd characters in skipped text', () => {
    expect(codes("#if 0\ndon't look — here\n#endif")).toEqual([])
  })

  it.each(['1 +', '(1', '1 / 0', '1 2', '"a"', '1.5', 'defined()', ''])('cannot compute %j', (condition) => {
    expect(codes(`#if ${condition}\n#endif`)).toEqual(['bad-condition'])
  })

  it('must match', () => {
    expect(codes('#if 1')).toEqual(['unbalanced-conditional'])
    expect(codes('#endif')).toEqual(['unbalanced-conditional'])
    expect(codes('#else')).toEqual(['unbalanced-conditional'])
    expect(codes('#if 1\n#else\n#else\n#endif')).toEqual(['unbalanced-conditional'])
  })
})

describe('headers', () => {
  it.each(['"vmlinux.h"', '<bpf/bpf_helpers.h>', '<linux/types.h>', '<stdbool.h>', '<asm/unistd.h>'])(
    'knows %s',
    (header) => {
      expect(codes(`#include ${header}`)).toEqual([])
    },
  )

  it('lists the known ones for an unknown one', () => {
    const [diagnostic] = preprocess('#include <stdio.h>', '6.12').diagnostics
    expect(diagnostic).toMatchObject({ code: 'unknown-header' })
    expect(diagnostic?.message).toContain('bpf/bpf_helpers.h')
  })

  it("explains why an author's own header is not there", () => {
    expect(codes('#include "policy.h"')).toEqual(['own-header'])
  })

  it('lists what is included', () => {
    const { includes } = preprocess('#include <a.h>\n#include "vmlinux.h"', '6.12')
    expect(includes.map(({ name }) => name)).toEqual(['a.h', 'vmlinux.h'])
  })

  it('define limits only where they are included', () => {
    expect(expanded('UINT64_MAX')).toBe('UINT64_MAX')
    expect(expanded('#include <stdint.h>\nUINT64_MAX')).toBe('18446744073709551615UL')
  })
})

describe('other directives', () => {
  it.each([
    ['#error too old', 'preprocessor-error'],
    ['#warning careful', 'preprocessor-warning'],
    ['#line 7', 'line-directive'],
    ['#frobnicate', 'unknown-directive'],
    ['#define', 'bad-directive'],
    ['#define 1', 'bad-directive'],
    ['#define F(a', 'bad-directive'],
    ['#define F(1) a', 'bad-directive'],
    ['#undef', 'bad-directive'],
    ['#include', 'bad-directive'],
    ['#ifdef\n#endif', 'bad-directive'],
  ])('%s: %s', (text, code) => {
    expect(codes(text)).toEqual([code])
  })

  it('ignore #pragma, _Pragma and a lone #', () => {
    expect(codes('#pragma once\n#\n')).toEqual([])
    expect(expanded('_Pragma("GCC unroll 8") x')).toBe('x')
  })
})

describe('the macros of libbpf', () => {
  it('are what the headers say', () => {
    expect(expanded('__uint(type, 1)')).toBe('int ( * type ) [ 1 ]')
    expect(expanded('__type(key, u64)')).toBe('typeof ( u64 ) * key')
    expect(expanded('NULL')).toBe('( ( void * ) 0 )')
  })

  it('leaves to the parser what the parser reads itself', () => {
    expect(expanded('SEC("x") BPF_PROG(f) BPF_CORE_READ(a, b)')).toBe(
      'SEC ( "x" ) BPF_PROG ( f ) BPF_CORE_READ ( a , b )',
    )
  })

  it('counts __LINE__ and __COUNTER__', () => {
    expect(expanded('\n\n__LINE__')).toBe('3')
  })
})
