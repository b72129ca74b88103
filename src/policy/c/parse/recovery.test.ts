import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../diagnostics.ts'
import { parseC } from './parse.ts'
import { showItem } from './testing-tree.ts'

const diagnose = (text: string): readonly Diagnostic[] => parseC(text, { kernel: '6.12' }).diagnostics

/** `code at "text"` of every diagnostic. */
const problems = (text: string): string[] =>
  diagnose(text).map(({ code, span }) => `${code} at ${JSON.stringify(text.slice(span.start, span.end))}`)

const body = (statements: string): string => `int f(int a, struct s *p)\n{\n${statements}\n}`

/** The text after the first fix of the first diagnostic. */
function fixed(text: string): string {
  const edits = diagnose(text)[0]?.fixes?.[0]?.edits ?? []
  return edits.reduce(
    (now, { span, text: inserted }) => now.slice(0, span.start) + inserted + now.slice(span.end),
    text,
  )
}

describe('one mistake gives one message, at its place', () => {
  it.each([
    ['a = 1\nreturn a;', 'expected-token at "1"'],
    ['return 1', 'expected-token at "1"'],
    ['if (a { return 1; }', 'unclosed-bracket at "{"'],
    ['foo(a; return 1;', 'unclosed-bracket at ";"'],
    ['a = p->; return 1;', 'expected-token at ";"'],
    ['a = ;', 'expected-expression at ";"'],
    ['a +', 'expected-expression at "+"'],
    ['int ;x', 'expected-token at "x"'],
    ['a = b c;', 'expected-token at "c"'],
    ['else a = 1;', 'expected-statement at "else"'],
    ['do { } whlie (1);', 'expected-token at "whlie"'],
    ['for (a = 0, a < 3; a++) { }', 'expected-token at ")"'],
    ['case 1 return 2;', 'expected-token at "return"'],
    ['if (a) int x = 1;', 'expected-statement at "int"'],
    ['int x[3] = { 1, 2; return 1;', 'unclosed-bracket at "{"'],
    ['a = _Generic(a, int: 1);', 'unsupported-syntax at "_Generic"'],
    ['goto *p;', 'unsupported-syntax at "*"'],
    ['int x[3] = { [0 ... 2] = 1 };', 'unsupported-syntax at "..."'],
    ['__int128 x;', 'unsupported-syntax at "__int128"'],
    ['if (a = 1) return 1;', 'assignment-as-condition at "="'],
    ['foo_t x = 1;', 'unknown-type-name at "foo_t"'],
    ['task_struct *t = 0;', 'unknown-type-name at "task_struct"'],
    ['int struct s x;', 'conflicting-types at "struct"'],
    ['int g(void) { return 1; }', 'nested-function at "g(void)"'],
  ])('%s', (statements, problem) => {
    expect(problems(body(statements))).toEqual([problem])
  })

  it.each([
    ['x = 3;', 'missing-type at "x"'],
    ['static f(void) { return 1; }', 'missing-type at "f"'],
    ['int x = ;', 'expected-expression at ";"'],
    ['struct a { int x; }\nint y;', 'expected-token at "}"'],
    ['struct a { int x }; int y;', 'expected-token at "}"'],
    ['enum { A, B C };', 'expected-token at "C"'],
    ['SEC(x) int f(void) { return 0; }', 'bad-section at "x"'],
    ['int f(task_struct *task) { return 0; }', 'unknown-type-name at "task_struct"'],
    ['int x; }', 'stray-bracket at "}"'],
    ['42;', 'expected-declaration at "42"'],
    [`int ${'*'.repeat(7000)}p;`, 'too-deep at "*"'],
    ['int f(void) {\n  if (1) {\n}', 'unclosed-bracket at "{"'],
  ])('%s', (text, problem) => {
    expect(problems(text)).toEqual([problem])
  })

  it('reports several mistakes in one go', () => {
    expect(problems(`${body('a = ;')}\n${body('return a +;')}\nint x[3;`)).toHaveLength(3)
  })

  it('reads what comes after a mistake', () => {
    const { value } = parseC(`${body('a = (1 + ;\nreturn a;')}\nint y;`, { kernel: '6.12' })
    expect(value.items.map(showItem).at(-1)).toBe('y: int;')
    expect(value.items).toHaveLength(2)
  })

  it('notices at the next SEC that a brace is missing', () => {
    const text = 'int f(void)\n{\n  if (1) {\n  return 1;\n}\n\nSEC("fentry/x")\nint BPF_PROG(g) { return 0; }'
    const { value, diagnostics } = parseC(text, { kernel: '6.12' })
    expect(diagnostics.map(({ message }) => message)).toEqual(["The '{' on line 2 is never closed."])
    expect(value.items).toHaveLength(2)
  })
})

describe('fixes', () => {
  it.each([
    ['int f(void) { return 1\n}', 'int f(void) { return 1;\n}'],
    ['int f(void) { if (1 { } }', 'int f(void) { if (1) { } }'],
    ['struct a { int x; }\nint y;', 'struct a { int x; };\nint y;'],
    ['int f(oom_control *oc) { return 0; }', 'int f(struct oom_control *oc) { return 0; }'],
    ['int f(void) { if (f = 1) return 1; return 0; }', 'int f(void) { if (f == 1) return 1; return 0; }'],
    ['char *s = "abc', 'char *s = "abc"'],
    ['#if 1\nint x;', '#if 1\nint x;\n#endif\n'],
    ['int x; }', 'int x; '],
  ])('%s', (text, repaired) => {
    expect(fixed(text)).toBe(repaired)
  })
})

describe('limits', () => {
  it.each([
    ['parentheses', body(`a = ${'('.repeat(10_000)}1${')'.repeat(10_000)};`)],
    ['open parentheses', body(`a = ${'('.repeat(10_000)}`)],
    ['blocks', `int f(void) ${'{'.repeat(10_000)}${'}'.repeat(10_000)}`],
    ['unary operators', body(`a = ${'!'.repeat(10_000)}1;`)],
    ['additions', body(`a = ${'1 + '.repeat(10_000)}1;`)],
    ['members', body(`a = p${'->p'.repeat(10_000)};`)],
    ['assignments', body(`${'a = '.repeat(10_000)}1;`)],
    ['conditionals', body(`a = ${'1 ? 2 : '.repeat(10_000)}3;`)],
    ['else-ifs', body(`${'if (a) ; else '.repeat(10_000)} ;`)],
    ['pointers to functions', `int ${'(*'.repeat(10_000)}x${')(void)'.repeat(10_000)};`],
    ['arrays', `int x${'[1]'.repeat(10_000)};`],
    ['structs', `${'struct { '.repeat(10_000)}int x;${'};'.repeat(10_000)}`],
    ['initialisers', `int x = ${'{'.repeat(10_000)}1${'}'.repeat(10_000)};`],
    ['casts', body(`a = ${'(int)'.repeat(10_000)}1;`)],
    ['parameters', `int f(${'int g('.repeat(10_000)}void${')'.repeat(10_000)};`],
    ['typeof', `${'typeof('.repeat(10_000)}int${')'.repeat(10_000)} x;`],
    ['cases', body(`switch (a) { ${'case 1: '.repeat(10_000)} ; }`)],
    ['statement expressions', body(`a = ${'({ '.repeat(10_000)}1;${' })'.repeat(10_000)};`)],
  ])('too deep: %s', (_, text) => {
    expect(diagnose(text).map(({ code }) => code)).toContain('too-deep')
  })

  it('stops reporting after 100 errors', () => {
    const found = diagnose(body('a = ;\n'.repeat(500)))
    expect(found).toHaveLength(101)
    expect(found.map(({ code }) => code)).toContain('too-many-errors')
  })
})
