// Names that a policy may have and C may not: clang takes them for functions of the C library even where there is none, and a symbol
// called like its section cannot be assembled.

import type { TextEdit } from '../../policy/diagnostics.ts'
import type { Token } from '../../policy/c/text/lexer.ts'
import { isWord, type Names } from './names.ts'

const MATHS =
  'acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim floor fma fmax fmin fmod frexp ' +
  'hypot ilogb ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround modf nan nearbyint nextafter nexttoward pow remainder ' +
  'remquo rint round scalbln scalbn sin sinh sqrt tan tanh tgamma trunc cabs carg ccos cexp cimag clog conj cpow cproj creal csin csqrt ctan finite'

const LIBRARY =
  '_Exit _exit abort abs aligned_alloc alloca bcmp bzero calloc exit fopen fprintf fread free fscanf fwrite index isalnum isalpha isblank ' +
  'iscntrl isdigit isgraph islower isprint ispunct isspace isupper isxdigit labs llabs malloc memccpy memchr memcmp memcpy memmove mempcpy ' +
  'memset printf realloc rindex scanf snprintf sprintf sscanf stpcpy stpncpy strcasecmp strcat strchr strcmp strcpy strcspn strdup strerror ' +
  'strlen strncasecmp strncat strncmp strncpy strndup strpbrk strrchr strspn strstr strtod strtof strtok strtol strtold strtoll strtoul ' +
  'strtoull strxfrm tolower toupper vfork vfprintf vfscanf vprintf vscanf vsnprintf vsprintf vsscanf wcschr wcscmp wcslen wcsncmp wmemchr ' +
  'wmemcmp wmemcpy wmemmove'

const TAKEN: ReadonlySet<string> = new Set([
  ...LIBRARY.split(' '),
  ...MATHS.split(' ').flatMap((name) => [name, `${name}f`, `${name}l`]),
  // The sections of the licence and of the version that old loaders asked for.
  'license',
  'version',
])

export interface Renames {
  edits: readonly TextEdit[]
  /** Old name -> new name, in the order of the text. */
  names: ReadonlyMap<string, string>
}

/** Renames what the policy declares at its top level under a taken name, at every place where it is used. */
export function renameCollisions(names: Names): Renames {
  const renamed = new Map<string, string>()
  for (const name of names.declared) if (TAKEN.has(name)) renamed.set(name, freeName(name, names.identifiers))
  if (renamed.size === 0) return { edits: [], names: renamed }
  const inStruct = structBodies(names.tokens)
  const edits = names.tokens.flatMap((token, at): TextEdit[] => {
    const to = isWord(token) ? renamed.get(token.text) : undefined
    if (to === undefined || inStruct.has(at)) return []
    const before = names.tokens[at - 1]?.text ?? ''
    return ['.', '->', 'struct', 'union', 'enum', 'goto'].includes(before) ? [] : [{ span: token.span, text: to }]
  })
  return { edits, names: renamed }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let candidate = `policy_${name}`
  while (taken.has(candidate)) candidate = `${candidate}_`
  return candidate
}

/** Positions of the tokens between the braces of structs and unions: what is named there are members. */
function structBodies(tokens: readonly Token[]): ReadonlySet<number> {
  const inside = new Set<number>()
  const open: boolean[] = []
  for (const [at, token] of tokens.entries()) {
    if (token.text === '{') open.push(opensStruct(tokens, at))
    else if (token.text === '}') open.pop()
    else if (open.at(-1) === true) inside.add(at)
  }
  return inside
}

const opensStruct = (tokens: readonly Token[], brace: number): boolean => {
  const before = tokens[brace - 1]?.text ?? ''
  const tag = tokens[brace - 2]?.text ?? ''
  return before === 'struct' || before === 'union' || tag === 'struct' || tag === 'union'
}
