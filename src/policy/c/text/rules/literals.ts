// Characters, comments, strings and numbers: what the lexer reads.

import { rule } from '../../../catalogue/rule.ts'
import { verdict, NEXT, bodies } from '../../../catalogue/examples.ts'

export const UNEXPECTED_CHARACTER = rule({
  code: 'unexpected-character',
  title: 'A character that C does not know',
  explanation:
    'Outside strings and comments, C is written with plain ASCII letters, digits and punctuation. Text that was copied from a web page or a document often brings typographic quotes or spaces that only look like plain ones.',
  example: bodies('int x = 1;\nif (x)\n\treturn 2;', 'int x = 1;\nif (x) §\n\treturn 2;'),
})

export const UNTERMINATED_STRING = rule({
  code: 'unterminated-string',
  title: 'A string or character constant without its closing quote',
  explanation:
    'A string ends on the line where it begins. Strings that stand next to each other are joined, so a long one can be split over several lines.',
  example: bodies('bpf_printk("hello");', 'bpf_printk("hello\n);'),
})

export const UNTERMINATED_COMMENT = rule({
  code: 'unterminated-comment',
  title: 'A comment that is never closed',
  explanation:
    'A comment that begins with /* goes on until the next */, however far away that is. Without one, the rest of the policy is a comment.',
  example: {
    accepted: `${verdict(NEXT)}/* the end */\n`,
    refused: `${verdict(NEXT)}/* the end\n`,
  },
})

export const LITERAL_PREFIX = rule({
  code: 'literal-prefix',
  title: 'A wide or Unicode literal',
  explanation:
    'BPF programs have plain byte strings only. The prefixes L, u, U and u8 ask for other encodings and are not supported; leave the prefix out.',
  example: bodies('bpf_printk("hello");', 'bpf_printk(L"hello");'),
})

export const BAD_ESCAPE = rule({
  code: 'bad-escape',
  title: 'An escape sequence that C does not know',
  explanation:
    'The escape sequences of C are \\n \\t \\r \\\\ \\\\\' \\" \\? \\a \\b \\f \\v \\e, octal \\123, hexadecimal \\x7f and \\u00e9. To write a backslash itself, double it.',
  example: bodies('bpf_printk("a\\n");', 'bpf_printk("a\\q");'),
})

export const BAD_CHARACTER = rule({
  code: 'bad-character',
  title: 'A character constant that is not one byte',
  explanation:
    "Single quotes hold exactly one character of one byte, such as 'j'. Strings are written in double quotes.",
  example: bodies("if (task->comm[0] == 'j')\n\treturn 3;", "if (task->comm[0] == '')\n\treturn 3;"),
})

export const BAD_NUMBER = rule({
  code: 'bad-number',
  title: 'A number that C cannot read',
  explanation:
    'Integers are written in decimal, hexadecimal (0x1f), octal (017) or binary (0b101), with the suffixes u, l and ll if needed.',
  example: bodies('if (task->pid == 0x1f)\n\treturn 3;', 'if (task->pid == 0x1g)\n\treturn 3;'),
})

export const NUMBER_TOO_LARGE = rule({
  code: 'number-too-large',
  title: 'A number that does not fit in 64 bits',
  explanation: 'The largest integer that a BPF program can hold is 18446744073709551615, which is 0xffffffffffffffff.',
  example: bodies(
    'if (task->start_time == 18446744073709551615UL)\n\treturn 3;',
    'if (task->start_time == 18446744073709551616UL)\n\treturn 3;',
  ),
})
