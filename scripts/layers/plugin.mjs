// The linter's rule for src/layers.json: every import, of values and of types, is one that the table allows.

import { homeOf, isForTests, isWithin, layerOf, permission, sourcePath, targetOf } from './layers.mjs'

/** What is wrong with an import, as a sentence; null where it is allowed. */
function complaint(from, specifier, isType) {
  const home = homeOf(specifier)
  if (home !== null && !isWithin(from, home)) return `${specifier} is imported in src/${home}/ alone.`
  const to = targetOf(from, specifier)
  if (to === null) return null
  if (isForTests(to)) return `src/${to} is there for tests alone.`
  const allowed = permission(from, to)
  const row = layerOf(from)
  if (allowed === null)
    return `src/${row.path} may not import src/${to}, not even its types. The table is src/layers.json.`
  if (allowed.kind === 'type' && !isType)
    return `src/${row.path} may import src/${to} for its types alone. The table is src/layers.json.`
  return null
}

const isTypeOnly = (node) =>
  node.importKind === 'type' ||
  node.exportKind === 'type' ||
  (node.specifiers?.length > 0 &&
    node.specifiers.every((one) => one.importKind === 'type' || one.exportKind === 'type'))

const imports = {
  create(context) {
    const from = sourcePath(context.filename)
    if (from === null || isForTests(from)) return {}
    const check = (node, source, isType) => {
      if (typeof source?.value !== 'string') return
      const message = complaint(from, source.value, isType)
      if (message !== null) context.report({ node: source, message })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportNamedDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportAllDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal ?? node.argument, true),
    }
  },
}

export default { meta: { name: 'layers' }, rules: { imports } }
