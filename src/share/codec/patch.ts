// The difference of two JSON values, small where little differs: a machine of the gallery with one number changed is one number.
// A patch is `[value]` (put this here), `[]` (take this away), or an object of patches by key or index; a list's new length is `#`.

import { isList, isObject } from '../../scenario/values.ts'

const LENGTH = '#'

/** The patch that makes `value` of `base`; undefined where they are equal. */
export function makePatch(base: unknown, value: unknown): unknown {
  if (isList(base) && isList(value)) {
    const length = value.length === base.length ? [] : [[LENGTH, value.length]]
    const items = value
      .map((item, index): [string, unknown] => [
        String(index),
        index < base.length ? makePatch(base[index], item) : [item],
      ])
      .filter(([, patch]) => patch !== undefined)
    return length.length + items.length > 0 ? Object.fromEntries([...length, ...items]) : undefined
  }
  if (isObject(base) && isObject(value)) {
    const gone = Object.keys(base).filter((key) => !Object.hasOwn(value, key))
    const changed = Object.entries(value)
      .map(([key, item]): [string, unknown] => [key, Object.hasOwn(base, key) ? makePatch(base[key], item) : [item]])
      .filter(([, patch]) => patch !== undefined)
    const entries = [...gone.map((key): [string, unknown] => [key, []]), ...changed]
    return entries.length > 0 ? Object.fromEntries(entries) : undefined
  }
  return Object.is(base, value) ? undefined : [value]
}

/** The value that a patch makes of `base`. Parts of a patch that do not fit are left out: the reader of the result checks it anyway. */
export function applyPatch(base: unknown, patch: unknown): unknown {
  if (isList(patch)) return patch[0]
  if (!isObject(patch)) return base
  if (isList(base)) {
    const length = patch[LENGTH]
    const items = typeof length === 'number' && length < base.length ? base.slice(0, Math.max(length, 0)) : [...base]
    for (const [key, item] of Object.entries(patch)) {
      const index = Number(key)
      if (index < items.length) items[index] = applyPatch(items[index], item)
      else if (index === items.length) items.push(applyPatch(undefined, item))
    }
    return items
  }
  if (!isObject(base)) return base
  const members = new Map(Object.entries(base))
  for (const [key, item] of Object.entries(patch)) {
    if (isList(item) && item.length === 0) members.delete(key)
    else members.set(key, applyPatch(members.get(key), item))
  }
  return Object.fromEntries(members)
}
