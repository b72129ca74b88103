import { describe, expect, it } from 'vitest'
import { lex } from './lexer.ts'

const spellings = (text: string): string[] => lex(text).tokens.map((token) => token.text)
const codes = (text: string): string[] => lex(text).diagnostics.map(({ code }) => code)

describe('tokens', () => {
  it('takes the longest punctuator', () => {
    expect(spellings('a<<=b>>c->d...e--+++f!=g##h')).toEqual([
      'a',
      '<<=',
      'b',
      '>>',
      'c',
      '->',
      'd',
      '...',
      'e',
      '--',
      '++',
      '+',
      'f',
      '!=',
      'g',
      '##',
      'h',
    ])
  })

  it('keeps numbers whole, also wrong ones', () => {
    expect(spellings('0x1fUL 1.5e+3 .5 08 1e 3x')).toEqual(['0x1fUL', '1.5e+3', '.5', '08', '1e', '3x'])
  })

  it('keeps quotes and escapes of literals', () => {
    expect(spellings(String.raw`"a\"b" '\'' '\\' ""`)).toEqual([
      String.raw`"a\"b"`,
      String.raw`'\''`,
      String.raw`'\\'`,
      '""',
    ])
  })

  it('says which token starts a line and where there is space', () => {
    const [a, b, c] = lex('  a b\r\n/* x */c').tokens
    expect([a?.startsLine, b?.startsLine, c?.startsLine]).toEqual([true, false, true])
    expect([a?.spaceBefore, b?.spaceBefore, c?.spaceBefore]).toEqual([true, true, true])
  })

  it('skips a byte order mark at the start', () => {
    expect(lex('\ufeffint').diagnostics).toEqual([])
  })
})

describe('line continuations', () => {
  it.each(['\n', '\r\n', '\r'])('joins words and keeps the spans in the text (%j)', (newline) => {
    const text = `re\\${newline}turn x;`
    const [word, name] = lex(text).tokens
    expect(word?.text).toBe('return')
    expect(text.slice(word?.span.start, word?.span.end)).toBe(`re\\${newline}turn`)
    expect(text.slice(name?.span.start, name?.span.end)).toBe('x')
  })

  it('continues a line comment', () => {
    expect(spellings('// a \\\n b\nc')).toEqual(['c'])
  })
})

describe('comments', () => {
  it('gives their text without marks and stars', () => {
    const { comments } = lex('// one\n/* two */\n/**\n * three\n *  four\n */')
    expect(comments.map((comment) => comment.text)).toEqual(['one', 'two', 'three\n four'])
  })

  it('does not see them in strings, nor strings in them', () => {
    expect(spellings('"/* a */" /* "b */ c')).toEqual(['"/* a */"', 'c'])
  })

  it('names the line where an unclosed one begins', () => {
    const [diagnostic] = lex('int x;\n/* y').diagnostics
    expect(diagnostic?.code).toBe('unterminated-comment')
    expect(diagnostic?.message).toContain('line 2')
  })
})

describe('what C does not know', () => {
  it('reports a string that does not end on its line, and goes on after it', () => {
    expect(codes('char *s = "abc;\nint y;')).toEqual(['unterminated-string'])
    expect(spellings('"abc;\ny')).toEqual(['"abc;"', 'y'])
    expect(codes("'")).toEqual(['unterminated-string'])
    expect(codes('"a\\')).toEqual(['unterminated-string'])
  })

  it('offers the plain sign for typographic quotes', () => {
    const [diagnostic] = lex('x = “').diagnostics
    expect(diagnostic?.fixes?.[0]?.edits).toEqual([{ span: { start: 4, end: 5 }, text: '"' }])
  })

  it('reports a run of strange characters once', () => {
    expect(codes('int größe = 1;')).toEqual(['unexpected-character'])
    expect(codes('日本 = 1; @')).toEqual(['unexpected-character', 'unexpected-character'])
  })

  it('refuses wide and Unicode literals but reads them', () => {
    expect(codes('L"x"')).toEqual(['literal-prefix'])
    expect(spellings(`u8"x" U'y' uL`)).toEqual(['"x"', "'y'", 'uL'])
  })
})
