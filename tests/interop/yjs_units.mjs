// yjs_units.mjs -- positions of Yjs, which are UTF-16 units, in the unit of a history.
//
// The atoms of a text are what a position can stand between: its code points, and null for
// everything else, which counts as one in every unit.
import * as Y from 'yjs'

const MEASURES = {
  unicode: () => 1,
  utf16: atom => atom.length,
  utf8: atom => Buffer.byteLength(atom)
}

const widthIn = unit => {
  const measure = MEASURES[unit]
  return atom => atom === null ? 1 : measure(atom)
}

const width16 = widthIn('utf16')

const sum = (atoms, width) => atoms.reduce((n, atom) => n + width(atom), 0)

export const atomsOf = text =>
  text.toDelta().flatMap(({ insert }) => typeof insert === 'string' ? [...insert] : [null])

/** The position in Yjs of atom `point`. */
export const indexOfPoint = (atoms, point) => sum(atoms.slice(0, point), width16)

/** A length in UTF-16 units, from the beginning of `atoms`: [length in `unit`, atoms]. */
const taken = (atoms, length, unit) => {
  const width = widthIn(unit)
  let n = 0
  let converted = 0
  for (let left = length; left > 0; n++) {
    left -= width16(atoms[n])
    converted += width(atoms[n])
  }
  return [converted, n]
}

/** An index into `type`, as Yjs counts it, in `unit`. */
export const indexIn = (type, index, unit) =>
  unit === 'utf16' || !(type instanceof Y.Text) ? index : taken(atomsOf(type), index, unit)[0]

/** A text's delta with its lengths in `unit`; `before` are the atoms that it applies to. */
export const deltaIn = (delta, before, unit) => {
  if (unit === 'utf16') return delta
  let rest = before
  return delta.map(op => {
    if (op.insert !== undefined) return op
    const key = op.retain === undefined ? 'delete' : 'retain'
    const [length, count] = taken(rest, op[key], unit)
    rest = rest.slice(count)
    return { ...op, [key]: length }
  })
}

/** The path from `from` to `to`, which Yjs gave as `path`, with its indices in `unit`. */
export const pathIn = (path, to, unit) => {
  if (unit === 'utf16') return path
  const converted = [...path]
  let type = to
  for (let i = path.length - 1; i >= 0; i--) {
    type = type._item.parent
    if (typeof path[i] === 'number') converted[i] = indexIn(type, path[i], unit)
  }
  return converted
}
