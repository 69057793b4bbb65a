// make_vectors.mjs -- records what Yjs does with updates, as files of tests/data/ for the C++ tests.
//
//   node tools/make_vectors.mjs        after `tools/setup.sh interop`, which installs Yjs
//
// A file is the life of one document that receives updates. Each line is a word and bytes in hex:
//
//   update   what is applied next
//   update2  the same in the v2 encoding
//   event    what the document tells other peers about it; there may be none, or two
//   event2   the same in the v2 encoding
//   state    the whole document after it
//   vector   its state vector after it
//   text     the visible text of the root "t" after it, in UTF-8
//
// and at the end, made without a document from all updates of the file:
//
//   merged   the one that has the effect of all
//   counted  the state vector of that
//   diff     what a peer lacks that is at `vector` after half of the updates
//   merged2, diff2    the same in the v2 encoding
//   state2   the last state in the v2 encoding
//   converted, converted2    `state2` made into v1, the last `state` made into v2
//   hidden, hidden2   the last `state` and `state2` with their content obfuscated
//
// Client ids and random numbers are fixed, so that a second run writes the same files.
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(new URL('../tests/interop/package.json', import.meta.url))
const Y = require('yjs')

const folder = new URL('../tests/data/', import.meta.url)
const hex = (bytes) => Buffer.from(bytes).toString('hex')

function peer(clientID, options = {}) {
  const doc = new Y.Doc({ guid: 'fixed', ...options })
  doc.clientID = clientID
  return doc
}

// Runs the edits and returns the update of each.
function edits(doc, ...bodies) {
  const updates = []
  const collect = (update) => updates.push(update)
  doc.on('update', collect)
  for (const body of bodies) doc.transact(() => body(doc))
  doc.off('update', collect)
  return updates
}

const receive = (doc, updates) => updates.forEach((update) => Y.applyUpdate(doc, update))

// The root "t" as text whatever it holds, without declaring its kind.
function visibleText(doc) {
  const root = doc.share.get('t')
  let text = ''
  for (let item = root?._start ?? null; item !== null; item = item.right) {
    if (!item.deleted && item.content instanceof Y.ContentString) text += item.content.str
  }
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
}

function record(name, updates, { declare = () => {}, ...options } = {}) {
  const doc = peer(4_000_000_000, options)
  declare(doc)
  const lines = []
  doc.on('update', (update) => lines.push(`event ${hex(update)}`))
  doc.on('updateV2', (update) => lines.push(`event2 ${hex(update)}`))
  for (const update of updates) {
    lines.push(`update ${hex(update)}`)
    lines.push(`update2 ${hex(Y.convertUpdateFormatV1ToV2(update))}`)
    Y.applyUpdate(doc, update)
    lines.push(`state ${hex(Y.encodeStateAsUpdate(doc))}`)
    lines.push(`vector ${hex(Y.encodeStateVector(doc))}`)
    lines.push(`text ${hex(Buffer.from(visibleText(doc)))}`)
  }
  const merged = Y.mergeUpdates(updates)
  const half = peer(4_000_000_000)
  receive(half, updates.slice(0, updates.length / 2))
  lines.push(`merged ${hex(merged)}`)
  lines.push(`counted ${hex(Y.encodeStateVectorFromUpdate(merged))}`)
  lines.push(`diff ${hex(Y.diffUpdate(merged, Y.encodeStateVector(half)))}`)
  const merged2 = Y.mergeUpdatesV2(updates.map(Y.convertUpdateFormatV1ToV2))
  lines.push(`merged2 ${hex(merged2)}`)
  lines.push(`diff2 ${hex(Y.diffUpdateV2(merged2, Y.encodeStateVector(half)))}`)
  const state = Y.encodeStateAsUpdate(doc)
  const state2 = Y.encodeStateAsUpdateV2(doc)
  lines.push(`state2 ${hex(state2)}`)
  lines.push(`converted ${hex(Y.convertUpdateFormatV2ToV1(state2))}`)
  lines.push(`converted2 ${hex(Y.convertUpdateFormatV1ToV2(state))}`)
  lines.push(`hidden ${hex(Y.obfuscateUpdate(state))}`)
  lines.push(`hidden2 ${hex(Y.obfuscateUpdateV2(state2))}`)
  writeFileSync(new URL(`${name}.hex`, folder), lines.join('\n') + '\n')
}

// A small generator of random numbers; see "mulberry32".
function random(seed) {
  let a = seed
  const next = () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n) => Math.floor(next() * n)
  return { below, pick: (list) => list[below(list.length)] }
}

function shuffled(list, dice) {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = dice.below(i + 1)
    ;[out[i], out[j]] = [out[j], out[i]]
  }
  return out
}

const values = [
  null, true, false, 0, -0, 1, -1, 63, 64, -64, 2147483647, -2147483648, 2147483648, 9007199254740991,
  1.5, 0.1, -1e300, Infinity, NaN, '', 'text', '\u00e9\ud83d\ude00', [], [1, [2, [3]]], {},
  { b: 1, a: { 2: 'x', 1: null } }, 'a\u0000b'
]

// --- documents ----------------------------------------------------------------------------------

function textByTwo() {
  const a = peer(1)
  const b = peer(2)
  const first = edits(a,
    (d) => d.getText('t').insert(0, 'hello'),
    (d) => d.getText('t').insert(5, ' world'),
    (d) => d.getText('t').delete(0, 1),
    (d) => d.getText('t').insert(0, 'H\u00e9\ud83d\ude00'))
  receive(b, first)
  const left = edits(a, (d) => d.getText('t').insert(3, 'left'), (d) => d.getText('t').delete(1, 4))
  const right = edits(b, (d) => d.getText('t').insert(3, 'right'), (d) => d.getText('t').delete(6, 3))
  return [...first, ...right, ...left]
}

function pairsCut() {
  const a = peer(1)
  const b = peer(2)
  const first = edits(a, (d) => d.getText('t').insert(0, 'a\ud83d\ude00b\ud83d\ude01c'))
  receive(b, first)
  return [
    ...first,
    ...edits(b, (d) => d.getText('t').insert(2, 'X'), (d) => d.getText('t').delete(2, 1)),
    ...edits(a, (d) => d.getText('t').delete(5, 1)),
    ...edits(b, (d) => d.getText('t').delete(0, 2))
  ]
}

function formats() {
  const a = peer(1)
  const b = peer(2)
  const first = edits(a,
    (d) => d.getText('t').insert(0, 'formatted text'),
    (d) => d.getText('t').format(0, 4, { bold: true }),
    (d) => d.getText('t').format(2, 6, { italic: true, color: { r: 1, g: [2] } }),
    (d) => d.getText('t').insertEmbed(3, { image: 'x.png', size: [1.5, null] }),
    (d) => d.getText('t').insert(4, 'in', { bold: null, code: 'yes' }))
  receive(b, first)
  const left = edits(a,
    (d) => d.getText('t').format(0, 16, { bold: true }),
    (d) => d.getText('t').delete(0, 6))
  const right = edits(b,
    (d) => d.getText('t').format(4, 8, { bold: null, italic: true }),
    (d) => d.getText('t').delete(5, 7),
    (d) => d.getText('t').setAttribute('lang', 'en'))
  return [...first, ...left, ...right]
}

function arrays() {
  const a = peer(1)
  const b = peer(300)
  const first = edits(a,
    (d) => d.getArray('a').insert(0, values),
    (d) => d.getArray('a').insert(3, [new Uint8Array([1, 2, 3]), 'after', new Uint8Array()]),
    (d) => d.getArray('a').delete(5, 9))
  receive(b, first)
  const left = edits(a, (d) => d.getArray('a').push([1, 2]), (d) => d.getArray('a').delete(0, 2))
  const right = edits(b, (d) => d.getArray('a').insert(1, ['b']), (d) => d.getArray('a').delete(1, 3))
  return [...first, ...right, ...left]
}

function maps() {
  const a = peer(1)
  const b = peer(2)
  const all = (d) => values.forEach((value, i) => d.getMap('m').set(`key ${i}`, value))
  const first = edits(a, all,
    (d) => d.getMap('m').set('', undefined),
    (d) => d.getMap('m').set('big', 123456789012345678n),
    (d) => d.getMap('m').set('bytes', new Uint8Array([0, 255])),
    (d) => d.getMap('m').set('key 1', 'again'))
  receive(b, first)
  const left = edits(a, (d) => d.getMap('m').set('key 1', 'left'), (d) => d.getMap('m').delete('key 2'))
  const right = edits(b, (d) => d.getMap('m').set('key 1', 'right'),
    (d) => d.getMap('m').set('key 2', 'kept'), (d) => d.getMap('m').delete('key 3'))
  return [...first, ...left, ...right]
}

function nested() {
  const a = peer(1)
  const b = peer(2)
  const first = edits(a,
    (d) => d.getMap('m').set('list', new Y.Array()),
    (d) => d.getMap('m').get('list').push([1, new Y.Map([['k', 'v']]), new Y.Text('inner')]),
    (d) => d.getMap('m').get('list').get(1).set('deep', new Y.Array()),
    (d) => d.getMap('m').get('list').get(1).get('deep').push(['x', 'y']))
  receive(b, first)
  const left = edits(a,
    (d) => d.getMap('m').get('list').get(2).insert(5, '!'),
    (d) => d.getMap('m').get('list').delete(1, 1))
  const right = edits(b,
    (d) => d.getMap('m').get('list').get(1).get('deep').insert(1, ['lost']),
    (d) => d.getMap('m').get('list').get(2).delete(0, 2))
  const last = edits(a, (d) => d.getMap('m').set('list', 'gone'))
  return [...first, ...left, ...right, ...last]
}

function subdocuments() {
  const a = peer(1)
  return edits(a,
    (d) => d.getMap('m').set('plain', new Y.Doc({ guid: 'plain' })),
    (d) => d.getMap('m').set('loaded', new Y.Doc({ guid: 'loaded', autoLoad: true, gc: false })),
    (d) => d.getArray('a').push([new Y.Doc({ guid: 'meta', meta: { title: 'x', n: 1.5 } })]),
    (d) => d.getMap('m').set('plain', 1))
}

function xml() {
  const a = peer(1)
  const b = peer(2)
  const first = edits(a,
    (d) => {
      const div = new Y.XmlElement('div')
      d.getXmlFragment('x').push([div, new Y.XmlText('text'), new Y.XmlHook('hook')])
      div.setAttribute('class', 'wide')
      div.push([new Y.XmlElement('p'), new Y.XmlText('in')])
    },
    (d) => d.getXmlFragment('x').get(0).get(1).format(0, 1, { b: {} }),
    (d) => d.getXmlFragment('x').get(0).setAttribute('class', 'narrow'),
    (d) => d.getXmlFragment('x').get(2).set('key', 'value'))
  receive(b, first)
  const left = edits(a, (d) => d.getXmlFragment('x').get(0).removeAttribute('class'))
  const right = edits(b, (d) => d.getXmlFragment('x').delete(0, 1))
  return [...first, ...left, ...right]
}

// Content that Yjs reads and no longer writes, by hand: values as JSON texts in the array "a".
function oldJson() {
  const texts = (list) => [list.length, ...list.flatMap((t) => [t.length, ...Buffer.from(t)])]
  const first = [1, 1, 1, 0, 2, 1, 1, 0x61, ...texts(['{}', '1', '{"b":[1],"a":"x"}']), 0]
  const second = [1, 1, 1, 3, 0x82, 1, 2, ...texts(['undefined', 'null', '"text"']), 1, 1, 1, 1, 1]
  return [Uint8Array.from(first), Uint8Array.from(second)]
}

function largeIds() {
  const ids = [5, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53 - 1]
  return ids.flatMap((id) => edits(peer(id), (d) => d.getText('t').insert(0, `${id};`)))
}

function holes() {
  const a = peer(1)
  const b = peer(2)
  const typed = edits(a, ...[...'abcdef'].map((c, i) => (d) => d.getText('t').insert(i, c)))
  receive(b, typed)
  const after = edits(b, (d) => d.getText('t').insert(6, '!'), (d) => d.getText('t').delete(1, 3))
  return [
    Y.mergeUpdates([typed[0], typed[2], typed[5]]), after[1], after[0],
    Y.mergeUpdates([typed[1], typed[4]]), typed[3], typed[3], after[1]
  ]
}

// Three clients edit everything at once and now and then receive what the others did.
function everything(seed) {
  const dice = random(seed)
  const docs = [11, 222, 3333].map((id) => peer(id))
  const history = []
  const inboxes = docs.map(() => [])
  docs.forEach((doc, i) => doc.on('update', (update, origin) => {
    if (origin === 'remote') return
    history.push(update)
    inboxes.forEach((inbox, k) => { if (k !== i) inbox.push(update) })
  }))
  const words = ['a', 'bc', '\u00e9', '\ud83d\ude00', 'long run of text ', '\u20ac\u20ac']
  const newType = () => dice.pick([() => new Y.Array(), () => new Y.Map(), () => new Y.Text('n')])()
  const edit = (doc) => {
    const text = doc.getText('t')
    const list = doc.getArray('a')
    const map = doc.getMap('m')
    const inner = [...map.values()].filter((value) => value instanceof Y.AbstractType)
    dice.pick([
      () => text.insert(dice.below(text.length + 1), dice.pick(words)),
      () => text.insert(dice.below(text.length + 1), dice.pick(words)),
      () => { if (text.length > 0) text.delete(dice.below(text.length), 1 + dice.below(4)) },
      () => { if (text.length > 3) text.format(dice.below(text.length - 2), 2, { [dice.pick(['b', 'i'])]: dice.pick([true, null]) }) },
      () => list.insert(dice.below(list.length + 1), [dice.pick(values), dice.pick(values)]),
      () => { if (list.length > 1) list.delete(dice.below(list.length - 1), 2) },
      () => list.push([newType()]),
      () => map.set(dice.pick(['k', 'l', 'n']), dice.below(3) === 0 ? newType() : dice.pick(values)),
      () => map.delete(dice.pick(['k', 'l', 'n'])),
      () => {
        const type = inner.length > 0 ? dice.pick(inner) : list
        if (type instanceof Y.Map) type.set('x', newType())
        else if (type instanceof Y.Text) type.insert(0, dice.pick(words))
        else type.push([dice.pick(values)])
      }
    ])()
  }
  for (let step = 0; step < 60; step++) {
    const i = dice.below(docs.length)
    docs[i].transact(() => { for (let n = dice.below(3); n >= 0; n--) edit(docs[i]) })
    if (dice.below(3) === 0) {
      const k = dice.below(docs.length)
      inboxes[k].splice(0).forEach((update) => Y.applyUpdate(docs[k], update, 'remote'))
    }
  }
  return { history, dice }
}

mkdirSync(folder, { recursive: true })
record('text', textByTwo())
record('text_kept', textByTwo(), { gc: false })
record('pairs_cut', pairsCut())
record('formats', formats(), { declare: (d) => d.getText('t') })
record('arrays', arrays())
record('arrays_kept', arrays(), { gc: false })
record('maps', maps())
record('nested', nested())
record('nested_kept', nested(), { gc: false })
record('subdocuments', subdocuments())
record('xml', xml())
record('old_json', oldJson())
record('large_ids', largeIds())
record('holes', holes())
for (let seed = 1; seed <= 6; seed++) {
  const { history, dice } = everything(seed)
  const order = seed % 2 === 0 ? shuffled(history, dice) : history
  record(`everything_${seed}`, order, { declare: (d) => d.getText('t') })
}
