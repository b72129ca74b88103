// Types as C spells them: `const char *`, `int[4]`, `struct task_struct *`, for messages, hovers, inputs and goldens.

import type { StructTable, Type } from './types.ts'

/** The type as a cast would spell it. Structs without a tag are `struct (anonymous)`. */
export function spellType(type: Type, structs: StructTable): string {
  return spellDeclaration(type, '', structs)
}

/** A declaration of `name` with the type, such as `char comm[16]`; without a name it is the type alone. */
export function spellDeclaration(type: Type, name: string, structs: StructTable): string {
  switch (type.kind) {
    case 'void':
      return join('void', name)
    case 'int':
      return join(type.name, name)
    case 'struct':
      return join(structs.get(type.key)?.spelling ?? `struct ${type.key}`, name)
    case 'array':
      return spellDeclaration(type.of, `${name}[${type.length === 0 ? '' : type.length}]`, structs)
    case 'pointer': {
      const inner = type.to.kind === 'array' || type.to.kind === 'function' ? `(*${name})` : `*${name}`
      const spelled = spellDeclaration(type.to, inner, structs)
      return type.constant ? `const ${spelled}` : spelled
    }
    case 'function': {
      const params = type.params.map((param) => spellType(param, structs))
      if (type.variadic) params.push('...')
      return spellDeclaration(type.returns, `${name}(${params.length === 0 ? 'void' : params.join(', ')})`, structs)
    }
  }
}

const join = (base: string, name: string): string =>
  name === '' || name.startsWith('[') ? `${base}${name}` : `${base} ${name}`
