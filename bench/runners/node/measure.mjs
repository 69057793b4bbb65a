// measure.mjs -- runs one piece of work again and again and times nothing but it; see measure.h.
//
// Garbage is collected when node likes, not between the runs: a forced collection throws compiled
// code away, and the next run is up to ten times slower. Only what the first run leaves behind is
// looked at after a collection, where node was told to offer one (--expose-gc).

import fs from 'node:fs'
import process from 'node:process'

const mostRuns = 1000

const statusKb = field => {
  const status = fs.readFileSync('/proc/self/status', 'utf8')
  return Number(status.match(new RegExp(`^${field}:\\s*(\\d+)`, 'm'))[1])
}

// Sets the peak of this process back to what it holds now, and says how much that is.
const restartPeak = () => {
  try {
    fs.writeFileSync('/proc/self/clear_refs', '5')
    return statusKb('VmRSS')
  } catch {
    return null
  }
}

// Half of the values are not above the first figure, and so on; the last is the greatest.
const percentiles = values => {
  const sorted = Float64Array.from(values).sort()
  const at = part => Math.round(sorted[Math.floor(part * (sorted.length - 1))])
  return [0.5, 0.99, 0.999, 1].map(at)
}

export const measure = (make, leastRuns, budgetMs) => {
  const report = {
    wall_ms: [], cpu_ms: [], memory_kb: null, held_kb: null, latency_ns: [], counts: {}
  }
  let files
  const begin = performance.now()
  do {
    const first = report.wall_ms.length === 0
    const workload = make()
    if (first) globalThis.gc?.()
    const beforeKb = first ? restartPeak() : null
    const fileKb = first ? statusKb('RssFile') : null
    const cpuStart = process.cpuUsage()
    const start = performance.now()
    workload.work()
    report.wall_ms.push(performance.now() - start)
    const cpu = process.cpuUsage(cpuStart)
    report.cpu_ms.push((cpu.user + cpu.system) / 1000)
    if (first) {
      if (beforeKb !== null) {
        const fromKb = beforeKb + statusKb('RssFile') - fileKb // without code that ran first now
        report.memory_kb = Math.max(0, statusKb('VmHWM') - fromKb)
        globalThis.gc?.()
        report.held_kb = Math.max(0, statusKb('VmRSS') - fromKb)
      }
      const outcome = workload.outcome()
      files = outcome.files ?? {}
      report.counts = outcome.counts ?? {}
      if (outcome.latencies) report.latency_ns = percentiles(outcome.latencies)
    }
    workload.close?.()
  } while (report.wall_ms.length < leastRuns ||
    (report.wall_ms.length < mostRuns && performance.now() - begin < budgetMs))
  return { report, files }
}
