// The diagnostics of the C front end up to the syntax tree: one row a code. The lowering's own codes are in `lower-codes.ts`.

import type { Span } from '../span.ts'
import type { Diagnostic, Fix, Severity } from '../diagnostics.ts'

export interface CodeRow {
  title: string
  explanation: string
}

export const C_CODES = {
  'unexpected-character': {
    title: 'A character that C does not know',
    explanation: 'Outside of strings and comments C is written with plain ASCII letters, digits and signs.',
  },
  'unterminated-string': {
    title: 'A string or character constant without its closing quote',
    explanation: 'A string ends on the line where it begins. Adjacent strings are joined, so a long one can be split.',
  },
  'unterminated-comment': {
    title: 'A comment without its end',
    explanation: 'A comment that begins with /* goes on until the next */, however far away that is.',
  },
  'literal-prefix': {
    title: 'A wide or Unicode literal',
    explanation: 'BPF programs have plain byte strings only; L, u, U and u8 in front of a literal are not supported.',
  },
  'bad-escape': {
    title: 'An escape sequence that C does not know',
    explanation:
      'Known are \\n \\t \\r \\\\ \\\' \\" \\? \\a \\b \\f \\v \\e, octal \\123, hexadecimal \\x7f and \\u00e9.',
  },
  'bad-character': {
    title: 'A character constant that is not one byte',
    explanation: 'Between single quotes stands exactly one character of one byte. Strings have double quotes.',
  },
  'bad-number': {
    title: 'A number that C cannot read',
    explanation: 'Integers are decimal, 0x hexadecimal, 0 octal or 0b binary, with the suffixes u, l and ll.',
  },
  'number-too-large': {
    title: 'A number that does not fit 64 bits',
    explanation: 'The largest integer of BPF is 18446744073709551615, which is 0xffffffffffffffff.',
  },
  'unknown-header': {
    title: 'A header that the playground does not have',
    explanation:
      'A policy is compiled on its own, with the headers that BPF programs have: vmlinux.h, bpf/*.h and a few more.',
  },
  'own-header': {
    title: 'A header of your own',
    explanation: 'A policy is one text. What your own header declares has to be pasted into it.',
  },
  'unknown-directive': {
    title: 'A preprocessor directive that C does not know',
    explanation: 'Known are #include #define #undef #if #ifdef #ifndef #elif #else #endif #error #warning #pragma.',
  },
  'bad-directive': {
    title: 'A preprocessor directive that is not complete',
    explanation: 'A directive stands alone on its line and has the form that C gives it.',
  },
  'line-directive': {
    title: '#line is not supported',
    explanation: '#line renumbers lines for tools that generate C; here every message points at your own text.',
  },
  'preprocessor-error': {
    title: 'The text stops itself with #error',
    explanation: 'The condition around the #error was true for the kernel that was chosen.',
  },
  'preprocessor-warning': {
    title: 'The text warns with #warning',
    explanation: 'The condition around the #warning was true for the kernel that was chosen.',
  },
  'bad-condition': {
    title: 'A condition after #if that cannot be computed',
    explanation: 'After #if stands an integer expression of constants, macros and defined(NAME).',
  },
  'unbalanced-conditional': {
    title: '#if and #endif do not match',
    explanation: 'Each #if, #ifdef and #ifndef needs its own #endif; #else and #elif stand between them.',
  },
  'macro-arguments': {
    title: 'A macro was used with the wrong arguments',
    explanation: 'A macro that is defined with parameters has to be used with as many arguments in parentheses.',
  },
  'macro-redefined': {
    title: 'A macro is defined twice, differently',
    explanation: 'The later definition counts from its line on. Use #undef first if that is what you mean.',
  },
  'bad-paste': {
    title: '## does not make one token',
    explanation: '## glues two tokens into one, such as a name and a number into a longer name.',
  },
  'macro-too-large': {
    title: 'Macros make too much text',
    explanation: 'The macros of a policy may make at most 200,000 tokens.',
  },
  'expected-token': {
    title: 'Something is missing here',
    explanation: "C's grammar wants a certain sign or word at this place.",
  },
  'expected-expression': {
    title: 'A value is missing here',
    explanation: 'At this place C wants an expression: a number, a name, a call or a computation.',
  },
  'expected-declaration': {
    title: 'This is not a declaration',
    explanation: 'Outside of functions stand only declarations: variables, functions, types and maps.',
  },
  'expected-statement': {
    title: 'This is not a statement',
    explanation: 'Inside of functions stand declarations and statements.',
  },
  'unclosed-bracket': {
    title: 'A bracket is never closed',
    explanation: 'Each ( [ and { needs its ) ] or }.',
  },
  'stray-bracket': {
    title: 'A closing bracket without its opening one',
    explanation: 'Perhaps one bracket too many, or an opening one was deleted.',
  },
  'unknown-type-name': {
    title: 'A type that is not known',
    explanation: 'Structs, unions and enums are written with their keyword: struct task_struct.',
  },
  'missing-type': {
    title: 'A declaration without a type',
    explanation: 'C no longer takes int for granted: write the type in front of the name.',
  },
  'conflicting-types': {
    title: 'Two types in one declaration',
    explanation: 'A declaration has one type; perhaps a semicolon is missing before it.',
  },
  'unknown-attribute': {
    title: 'An attribute that cannot be read',
    explanation: 'Attributes are written __attribute__((name)) or __attribute__((name("text"))).',
  },
  'bad-section': {
    title: 'SEC without a section name',
    explanation: 'SEC takes one string: SEC("fmod_ret/bpf_oom_evaluate_task").',
  },
  'nested-function': {
    title: 'A function inside of a function',
    explanation: 'C has no nested functions; mostly the } of the function before is missing.',
  },
  'too-deep': {
    title: 'Nested too deeply',
    explanation: 'Brackets, blocks and operators may be nested 256 deep, as in clang.',
  },
  'too-many-errors': {
    title: 'Too many errors',
    explanation: 'After 100 errors the rest is not reported.',
  },
  'assignment-as-condition': {
    title: 'An assignment where a comparison is usual',
    explanation: "'=' stores a value and '==' compares. A second pair of parentheses says that storing is meant.",
  },
  'inline-assembly': {
    title: 'Inline assembly is not supported',
    explanation: 'Only an empty template is accepted (it is a barrier for the compiler and has no effect here).',
  },
  'unsupported-syntax': {
    title: 'A part of C that the playground does not have',
    explanation: 'The message says what to write instead.',
  },
  'unsupported-macro': {
    title: 'A macro for another kind of BPF program',
    explanation:
      'The programs of an OOM policy are written with BPF_PROG and loop with for, bpf_for, bpf_repeat or bpf_loop.',
  },
} as const satisfies Record<string, CodeRow>

export type CCode = keyof typeof C_CODES

/** A diagnostic of one of the codes above. */
export function problem(
  code: CCode,
  span: Span,
  message: string,
  more: { severity?: Severity; fixes?: readonly Fix[] } = {},
): Diagnostic {
  return { code, severity: more.severity ?? 'error', span, message, ...(more.fixes ? { fixes: more.fixes } : {}) }
}

/** A fix of one edit. */
export const fix = (title: string, start: number, end: number, text: string): Fix => ({
  title,
  edits: [{ span: { start, end }, text }],
})

/** As many errors as one text may have; the rest would help nobody. */
export const MAX_ERRORS = 100

/** The first of the diagnostics, with a last one that says so where there were more. */
export function limitErrors(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const next = diagnostics[MAX_ERRORS]
  if (next === undefined) return diagnostics
  const message = `There are more than ${MAX_ERRORS} problems; the rest is not shown.`
  return [...diagnostics.slice(0, MAX_ERRORS), problem('too-many-errors', next.span, message)]
}
