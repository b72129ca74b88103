// For tests: syntax trees as short text. Expressions are fully parenthesised, declarators are read from the inside out, statements are
// one line each, and types keep the words that the author wrote.

import type {
  BlockItem,
  CExpr,
  CStmt,
  Declaration,
  Declarator,
  ExternalItem,
  Initializer,
  Specifiers,
  TypeName,
} from './ast.ts'

export function showExpr(expr: CExpr): string {
  switch (expr.kind) {
    case 'integer':
      return `${expr.value}${expr.signed ? '' : 'u'}${expr.bits === 64 ? 'l' : ''}`
    case 'float':
      return expr.text
    case 'string':
      return JSON.stringify(new TextDecoder().decode(expr.bytes))
    case 'name':
      return expr.name
    case 'unary':
    case 'prefix':
      return `(${expr.op}${showExpr(expr.operand)})`
    case 'postfix':
      return `(${showExpr(expr.operand)}${expr.op})`
    case 'binary':
      return `(${showExpr(expr.left)} ${expr.op} ${showExpr(expr.right)})`
    case 'assign':
      return `(${showExpr(expr.target)} ${expr.op} ${showExpr(expr.value)})`
    case 'conditional':
      return `(${showExpr(expr.condition)} ? ${expr.then ? `${showExpr(expr.then)} ` : ''}: ${showExpr(expr.otherwise)})`
    case 'call':
      return `${showExpr(expr.callee)}(${expr.args.map(showExpr).join(', ')})`
    case 'member':
      return `${showExpr(expr.object)}${expr.arrow ? '->' : '.'}${expr.name}`
    case 'index':
      return `${showExpr(expr.object)}[${showExpr(expr.index)}]`
    case 'cast':
      return `cast<${showTypeName(expr.type)}>(${showExpr(expr.operand)})`
    case 'sizeofExpr':
      return `sizeof(${showExpr(expr.operand)})`
    case 'sizeofType':
      return `sizeof<${showTypeName(expr.type)}>`
    case 'offsetof': {
      const path = expr.path.map((step) => (step.kind === 'field' ? `.${step.name}` : `[${showExpr(step.index)}]`))
      return `offsetof<${showTypeName(expr.type)}>${path.join('')}`
    }
    case 'compoundLiteral':
      return `literal<${showTypeName(expr.type)}>${showInit(expr.init)}`
    case 'comma':
      return `(${expr.items.map(showExpr).join(', ')})`
    case 'statements':
      return `(${showStatement(expr.body)})`
    case 'coreMacro': {
      const args = expr.args.map((arg) =>
        arg.expr ? showExpr(arg.expr) : arg.type ? `<${showTypeName(arg.type)}>` : '?',
      )
      return `${expr.name}(${args.join(', ')})`
    }
    case 'error':
      return '<error>'
  }
}

export const showTypeName = (type: TypeName): string =>
  [...showLayers(type.declarator), showSpecifiers(type.specifiers)].join(' ')

/** The layers from the name outwards: `pointer to`, `array 3 of`. */
function showLayers(declarator: Declarator): string[] {
  return declarator.layers.map((layer) => {
    switch (layer.kind) {
      case 'pointer':
        return layer.constant ? 'const pointer to' : 'pointer to'
      case 'array':
        return `array ${layer.length ? showExpr(layer.length) : '?'} of`
      case 'function': {
        const params = layer.params.map((param) => showDeclarator(param.specifiers, param.declarator))
        if (layer.variadic) params.push('...')
        return `function(${params.join(', ')}) to`
      }
    }
  })
}

export function showSpecifiers(specifiers: Specifiers): string {
  const { type, storage } = specifiers
  const words = [
    ...specifiers.attributes.map(({ name, argument }) => `@${name}${argument === null ? '' : `(${argument})`}`),
    ...(storage === 'none' ? [] : [storage]),
    ...(specifiers.inline ? ['inline'] : []),
    ...(specifiers.constant ? ['const'] : []),
    ...(specifiers.volatile ? ['volatile'] : []),
  ]
  return [...words, type === null ? '<no type>' : showType(type)].join(' ')
}

function showType(type: NonNullable<Specifiers['type']>): string {
  switch (type.kind) {
    case 'builtin':
      return type.words.join(' ')
    case 'typedefName':
      return type.name
    case 'struct': {
      const head = [type.union ? 'union' : 'struct', ...(type.tag === null ? [] : [type.tag])]
      const attributes = type.attributes.map(({ name }) => ` @${name}`).join('')
      if (type.members === null) return head.join(' ') + attributes
      const members = type.members.map((member) => {
        const shown = member.declarators.map(
          ({ declarator, bits }) =>
            showDeclarator(member.specifiers, declarator) + (bits ? ` bits ${showExpr(bits)}` : ''),
        )
        return shown.length === 0 ? showSpecifiers(member.specifiers) : shown.join('; ')
      })
      return `${head.join(' ')} { ${members.join('; ')} }${attributes}`
    }
    case 'enum': {
      const values = type.enumerators?.map(({ name, value }) => (value ? `${name} = ${showExpr(value)}` : name))
      return `enum${type.tag === null ? '' : ` ${type.tag}`}${values ? ` { ${values.join(', ')} }` : ''}`
    }
    case 'typeofExpr':
      return `typeof(${showExpr(type.expr)})`
    case 'typeofType':
      return `typeof<${showTypeName(type.type)}>`
  }
}

/** `name: array 3 of pointer to int`, with the declarator's attributes. */
export function showDeclarator(specifiers: Specifiers, declarator: Declarator): string {
  const attributes = declarator.attributes.map(
    ({ name, argument }) => ` @${name}${argument === null ? '' : `(${argument})`}`,
  )
  const name = `${declarator.bpfProg ? 'BPF_PROG ' : ''}${declarator.name ?? '_'}`
  return `${name}: ${[...showLayers(declarator), showSpecifiers(specifiers)].join(' ')}${attributes.join('')}`
}

function showInit(init: Initializer): string {
  if (init.kind === 'expr') return showExpr(init.expr)
  const items = init.items.map(({ designators, init: value }) => {
    const path = designators.map((step) => (step.kind === 'field' ? `.${step.name}` : `[${showExpr(step.index)}]`))
    return path.length === 0 ? showInit(value) : `${path.join('')} = ${showInit(value)}`
  })
  return `{${items.join(', ')}}`
}

export function showDeclaration(declaration: Declaration): string {
  if (declaration.declarators.length === 0) return `${showSpecifiers(declaration.specifiers)};`
  return declaration.declarators
    .map(
      ({ declarator, init }) =>
        `${showDeclarator(declaration.specifiers, declarator)}${init ? ` = ${showInit(init)}` : ''};`,
    )
    .join(' ')
}

const isDeclaration = (item: BlockItem | CExpr): item is Declaration => item.kind === 'declaration'

export function showStatement(item: BlockItem): string {
  if (isDeclaration(item)) return showDeclaration(item)
  const statement: CStmt = item
  switch (statement.kind) {
    case 'compound':
      return `{ ${statement.items.map(showStatement).join(' ')} }`
    case 'expr':
      return `${statement.expr ? showExpr(statement.expr) : ''};`
    case 'if': {
      const otherwise = statement.otherwise ? ` else ${showStatement(statement.otherwise)}` : ''
      return `if ${showExpr(statement.condition)} ${showStatement(statement.then)}${otherwise}`
    }
    case 'while':
      return `while ${showExpr(statement.condition)} ${showStatement(statement.body)}`
    case 'do':
      return `do ${showStatement(statement.body)} while ${showExpr(statement.condition)};`
    case 'for': {
      const init =
        statement.init === null
          ? ';'
          : isDeclaration(statement.init)
            ? showDeclaration(statement.init)
            : `${showExpr(statement.init)};`
      const rest = [statement.condition, statement.step].map((part) => (part ? showExpr(part) : ''))
      return `for (${init} ${rest.join('; ')}) ${showStatement(statement.body)}`
    }
    case 'bpfFor': {
      const args = [statement.variable, statement.from, statement.to].map(showExpr)
      return `bpf_for(${args.join(', ')}) ${showStatement(statement.body)}`
    }
    case 'bpfForEach':
      return `bpf_for_each(${[statement.iterator, ...[statement.variable, ...statement.args].map(showExpr)].join(', ')}) ${showStatement(statement.body)}`
    case 'asm':
      return `asm(${JSON.stringify(statement.template)})`
    case 'bpfRepeat':
      return `bpf_repeat(${showExpr(statement.count)}) ${showStatement(statement.body)}`
    case 'switch':
      return `switch ${showExpr(statement.value)} ${showStatement(statement.body)}`
    case 'case':
      return `case ${showExpr(statement.low)}${statement.high ? ` ... ${showExpr(statement.high)}` : ''}: ${showStatement(statement.body)}`
    case 'default':
      return `default: ${showStatement(statement.body)}`
    case 'label':
      return `${statement.name}: ${showStatement(statement.body)}`
    case 'goto':
      return `goto ${statement.name};`
    case 'break':
    case 'continue':
      return `${statement.kind};`
    case 'return':
      return statement.value ? `return ${showExpr(statement.value)};` : 'return;'
    case 'error':
      return '<error>'
  }
}

export function showItem(item: ExternalItem): string {
  switch (item.kind) {
    case 'declaration':
      return showDeclaration(item)
    case 'function':
      return `${showDeclarator(item.specifiers, item.declarator)} ${showStatement(item.body)}`
    case 'staticAssert':
      return '_Static_assert'
  }
}
