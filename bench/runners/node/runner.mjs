// runner.mjs -- measures Yjs and y-protocols in node.
//
//   node runner.mjs WORKLOAD INPUT OUTPUT_FOLDER LEAST_RUNS BUDGET_MS
//
// Prints one line of JSON and leaves what the work made in OUTPUT_FOLDER, for the driver to compare
// it. `runner.mjs version` prints which engine this is; `runner.mjs list` which workloads it knows;
// `runner.mjs record INPUT UPDATES STATE` replays edits and writes the update of each, and that of
// the whole, as frames. The workloads, the inputs and the way of measuring are those of runner.cpp;
// their reasons are told there and in measure.h.
//
// Yjs is imported as an ES module: its CommonJS build is four to five times slower.

import fs from 'node:fs'
import { createRequire } from 'node:module'
import process from 'node:process'

import * as Y from 'yjs'

import { readEdits, writeFrames } from './inputs.mjs'
import { measure } from './measure.mjs'
import { sessionWorkloads } from './yjs_sessions.mjs'
import { edit, textWorkloads, writer } from './yjs_text.mjs'
import { updateWorkloads } from './yjs_updates.mjs'
import { valueWorkloads } from './yjs_values.mjs'

const workloads = { ...textWorkloads, ...updateWorkloads, ...valueWorkloads, ...sessionWorkloads }

const version = () => {
  const require = createRequire(import.meta.url)
  const packages = ['yjs', 'y-protocols', 'lib0'].map(name => {
    const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url)
    return `${name} ${JSON.parse(fs.readFileSync(manifest)).version}`
  })
  const module = import.meta.resolve('yjs')
  if (!module.endsWith('.mjs') || module.endsWith(require.resolve('yjs'))) {
    throw new Error(`yjs is not the ES module: ${module}`)
  }
  return { engine: 'yjs', version: packages.join(', '), host: `node ${process.versions.node}` }
}

const record = (input, updates, state) => {
  const doc = writer()
  const frames = []
  doc.on('update', update => frames.push(update))
  edit(doc.getText('t'), readEdits(input))
  writeFrames(updates, frames)
  writeFrames(state, [Y.encodeStateAsUpdate(doc)])
}

const [name, input, output, leastRuns, budgetMs] = process.argv.slice(2)
if (name === 'version') {
  console.log(JSON.stringify(version()))
} else if (name === 'list') {
  for (const workload in workloads) console.log(workload)
} else if (name === 'record') {
  record(input, output, leastRuns)
} else {
  const { read, make } = workloads[name]
  const data = read(input)
  const { report, files } = measure(() => make(data), Number(leastRuns), Number(budgetMs))
  for (const file in files) fs.writeFileSync(`${output}/${file}`, files[file])
  console.log(JSON.stringify(report))
}
