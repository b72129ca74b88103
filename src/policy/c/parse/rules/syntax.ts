// The grammar of expressions, statements and brackets.

import { rule } from '../../../catalogue/rule.ts'
import { verdict, NEXT, bodies, declarations } from '../../../catalogue/examples.ts'

/** Brackets, that deep. */
const nested = (depth: number): string => `long x = ${'('.repeat(depth)}1${')'.repeat(depth)};\nif (x > 2)\n\t${NEXT}`

export const EXPECTED_TOKEN = rule({
  code: 'expected-token',
  title: 'Something is missing here',
  explanation:
    'The grammar of C requires a certain sign or word at this place, often a semicolon or a closing parenthesis. When the place looks right, look at the end of the line before.',
  example: bodies('int x = 1;\nif (x)\n\treturn 3;', 'int x = 1\nif (x)\n\treturn 3;'),
})

export const EXPECTED_EXPRESSION = rule({
  code: 'expected-expression',
  title: 'A value is missing here',
  explanation: 'C expects an expression at this place: a number, a name, a call or a computation.',
  example: bodies('int x = 1 + 2;\nif (x)\n\treturn 3;', 'int x = 1 + ;\nif (x)\n\treturn 3;'),
})

export const EXPECTED_DECLARATION = rule({
  code: 'expected-declaration',
  title: 'This is not a declaration',
  explanation:
    'Outside functions there are only declarations: variables, functions, types and maps. Statements belong inside a function.',
  example: declarations('int limit;', '3;'),
})

export const EXPECTED_STATEMENT = rule({
  code: 'expected-statement',
  title: 'This is not a statement',
  explanation:
    'A function body consists of declarations and statements. An else or a case without its if or switch is a common cause.',
  example: bodies('if (task->pid)\n\treturn 3;', 'else\n\treturn 3;'),
})

export const UNCLOSED_BRACKET = rule({
  code: 'unclosed-bracket',
  title: 'A bracket is never closed',
  explanation:
    'Each ( [ and { needs its ) ] or }. Look for the last place where the indentation is right: the missing bracket is usually just after it.',
  example: { accepted: verdict(NEXT), refused: verdict(NEXT).replace(/\}\n$/, '') },
})

export const STRAY_BRACKET = rule({
  code: 'stray-bracket',
  title: 'A closing bracket without its opening one',
  explanation: 'There is one closing bracket too many, or its opening one was deleted.',
  example: { accepted: verdict(NEXT), refused: `${verdict(NEXT)}}\n` },
})

export const NESTED_FUNCTION = rule({
  code: 'nested-function',
  title: 'A function inside another function',
  explanation: 'C has no nested functions. Usually the closing } of the function before is missing.',
  example: bodies('int x = 0;\nif (x)\n\treturn 3;', 'int f(int y)\n{\n\treturn y;\n}'),
})

export const TOO_DEEP = rule({
  code: 'too-deep',
  title: 'Nested too deeply',
  explanation:
    'Brackets, blocks and operators may be nested 256 deep, as in clang. Split the expression, or move the inner part into a function.',
  example: bodies(nested(50), nested(400)),
})

export const TOO_MANY_ERRORS = rule({
  code: 'too-many-errors',
  title: 'Too many errors',
  explanation:
    'After 100 errors the rest is not reported. Correct the first ones: later errors are often consequences of them.',
  example: {
    ...bodies('int x = 1;\nif (x)\n\treturn 3;', Array.from({ length: 120 }, (_, i) => `int x${i} = ;`).join('\n')),
    besides: ['expected-expression'],
  },
})

export const ASSIGNMENT_AS_CONDITION = rule({
  code: 'assignment-as-condition',
  severity: 'warning',
  title: 'An assignment where a comparison is expected',
  explanation:
    '= stores a value and == compares two. If you do want to store, a second pair of parentheses says so to the reader and to the compiler.',
  example: bodies('int x = task->pid;\nif (x == 1)\n\treturn 3;', 'int x = task->pid;\nif (x = 1)\n\treturn 3;'),
})

export const INLINE_ASSEMBLY = rule({
  code: 'inline-assembly',
  title: 'Inline assembly is not supported',
  explanation:
    'The playground does not run BPF assembly. An empty template is accepted, since it is only a barrier for the compiler and has no effect here.',
  example: bodies('barrier();', 'asm volatile("r0 = 1");'),
})

export const UNSUPPORTED_SYNTAX = rule({
  code: 'unsupported-syntax',
  title: 'A part of C that the playground does not support',
  explanation:
    'The playground supports the C that BPF programs are written in. This construct is valid for a compiler but is not supported here; the message says what to write instead.',
  example: bodies('int x = 1;\nif (x)\n\treturn 3;', 'int x = _Generic(1, int: 1, default: 2);\nif (x)\n\treturn 3;'),
})

export const UNSUPPORTED = rule({
  code: 'unsupported',
  title: 'A part of C that policies cannot use',
  explanation:
    'The construct is valid C, but BPF programs cannot use it or the playground does not support it. The message says what to write instead.',
  example: declarations('static int all(int a)\n{\n\treturn a;\n}', 'static int all(int a, ...)\n{\n\treturn a;\n}'),
})
